import type { Page } from 'playwright-core';

/** What a page may not do: every fault it had, and every address it asked that is none of the estate's. */
export interface PageWatch {
  readonly faults: string[];
  readonly strangers: string[];
}

/** Notes script errors, broken content security policy and calls to other sites, from now on. */
export function watchPage(page: Page, origins: readonly string[]): PageWatch {
  const watch: PageWatch = { faults: [], strangers: [] };
  page.on('pageerror', ({ message }) => watch.faults.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') watch.faults.push(message.text());
  });
  page.on('request', (request) => {
    if (!origins.includes(new URL(request.url()).origin)) watch.strangers.push(request.url());
  });
  return watch;
}

/** Searches the shop and puts the first product that is found into the basket; gives its name. */
export async function searchAndAdd(page: Page, text: string): Promise<string> {
  await page.getByRole('searchbox', { name: 'Search the shop' }).fill(text);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: `Results for “${text}”` }).waitFor();
  const sellable = page.getByRole('button', { name: /^Add /, disabled: false }).first();
  const label = (await sellable.textContent()) ?? '';
  const name = label.replace(/^Add /, '');
  await sellable.click();
  await page.getByRole('spinbutton', { name: `Quantity of ${name}` }).waitFor();
  return name;
}

/** From the checkout's prompt, over the issuer's page, back to the checkout. */
export async function signIn(page: Page, account: string): Promise<void> {
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: account }).click();
  await page.getByRole('heading', { level: 1, name: 'Checkout' }).waitFor();
}

export async function fillDelivery(page: Page, postcode: string): Promise<void> {
  await page.getByLabel('Address').fill('1 Market Street');
  await page.getByLabel('Postcode').fill(postcode);
  await page.locator('input[name=slot]:enabled').first().check();
}

/** Presses the button and waits for the order's page; gives the order's id. */
export async function placeOrder(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Place the order' }).click();
  await page.getByRole('heading', { level: 1, name: 'Your order' }).waitFor();
  return new URL(page.url()).pathname.replace('/orders/', '');
}

/** Presses Tab until what has the focus is named so; throws when it is never reached. */
export async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.locator(':focus').ariaSnapshot();
    if (name.test(focused)) return;
  }
  throw new Error(`the keyboard never reaches ${name}`);
}

/** Goes through the checkout by the keyboard alone, from the sign-in on. */
export async function orderByKeyboard(page: Page, account: string, postcode: string): Promise<void> {
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).waitFor();
  await tabTo(page, /button "Sign in"/);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: account }).waitFor();
  await tabTo(page, new RegExp(account));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Checkout' }).waitFor();
  await tabTo(page, /textbox "Address"/);
  await page.keyboard.type('1 Market Street');
  await tabTo(page, /textbox "Postcode"/);
  await page.keyboard.type(postcode);
  await page.locator('input[name=slot]:enabled').first().waitFor();
  await tabTo(page, /radio "\d\d:\d\d/);
  await page.keyboard.press('Space');
  await tabTo(page, /button "Place the order"/);
  await page.keyboard.press('Enter');
}
