import { join } from 'node:path';
import { type Browser, findChromium, openBrowser } from '@grocer/test-support/browser';
import { startTestEstate, type TestEstate } from '@grocer/test-support/estate';
import {
  fillDelivery,
  orderByKeyboard,
  placeOrder,
  searchAndAdd,
  signIn,
  tabTo,
  watchPage,
} from '@grocer/test-support/shop';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

const desktop = { width: 1280, height: 900 };
const tablet = { width: 768, height: 1024 };
const phone = { width: 375, height: 800 };
const screenshots = join(import.meta.dirname, '..', '..', 'test-results');
const hasChromium = findChromium() !== undefined;
if (!hasChromium) console.warn('The shop is not driven: no Chromium was found. Install one, or set CHROMIUM_PATH.');

let estate: TestEstate;
let browser: Browser;

describe.runIf(hasChromium)('the shop', () => {
  beforeAll(async () => {
    estate = await startTestEstate();
  });

  afterAll(async () => {
    await estate?.stop();
  });

  // A browser each: nobody is signed in, and the basket is empty.
  beforeEach(async () => {
    const opened = await openBrowser();
    if (!opened) throw new Error('Chromium is there but does not start');
    browser = opened;
  });

  afterEach(() => browser.close());

  it('sells: from the shelf by search, basket, sign-in and slot to the order that leaves', async () => {
    const { edge, issuer } = estate.endpoints;
    const page = await browser.openPage(desktop);
    const watch = watchPage(page, [edge, issuer]);
    await page.goto(edge);
    await page
      .getByRole('link', { name: /^Bakery/ })
      .first()
      .click();
    await page.getByRole('heading', { level: 1, name: 'Bakery' }).waitFor();
    await keepScreenshot(page, 'department');
    const name = await searchAndAdd(page, 'milk');
    await page.getByRole('link', { name: /^Basket/ }).click();
    await page.getByRole('link', { name, exact: true }).waitFor();
    await page.getByRole('link', { name: 'Go to checkout' }).click();
    await signIn(page, 'customer-1');
    await expectToFit(page, tablet);
    await fillDelivery(page, 'E1 6AN');
    await keepScreenshot(page, 'checkout');
    const orderId = await placeOrder(page);
    // The page moves by itself: nobody reloads it.
    await page.getByRole('main').getByText('Your groceries have left the warehouse.').waitFor();
    await keepScreenshot(page, 'dispatched');
    await page.getByRole('link', { name: /My orders/ }).click();
    await page.locator(`a[href="/orders/${orderId}"]`).getByText('On its way').waitFor();
    expect(watch).toEqual({ faults: [], strangers: [] });
  });

  it('fits a phone: no page is wider than the screen', async () => {
    const page = await browser.openPage(phone);
    for (const path of ['/', '/departments/bakery', '/search?q=milk', '/basket', '/till', '/orders']) {
      await page.goto(`${estate.endpoints.edge}${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await expectToFit(page, phone);
    }
    await page.goto(estate.endpoints.edge);
    await page.getByRole('article').first().waitFor();
    await keepScreenshot(page, 'phone');
  });

  it('can be used by the keyboard alone, up to the placed order', async () => {
    const page = await browser.openPage(desktop);
    await page.goto(estate.endpoints.edge);
    await page.getByRole('article').first().waitFor();
    await tabTo(page, /searchbox/);
    await page.keyboard.type('bread');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: /^Results/ }).waitFor();
    await page.getByRole('article').first().waitFor();
    await tabTo(page, /button "Add/);
    await page.keyboard.press('Enter');
    // The button that had the focus is gone; the keyboard keeps its place.
    await page.locator('.quantity button:focus').waitFor();
    await page.goto(`${estate.endpoints.edge}/till`);
    await orderByKeyboard(page, 'customer-2', 'SW1A 1AA');
    await page.getByRole('heading', { level: 1, name: 'Your order' }).waitFor();
  });
});

/** Nothing of the page is wider than such a screen. */
async function expectToFit(page: Page, screen: { width: number; height: number }): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize(screen);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width, page.url()).toBeLessThanOrEqual(screen.width);
  if (before) await page.setViewportSize(before);
}

async function keepScreenshot(page: Page, name: string): Promise<void> {
  await page.waitForFunction(() =>
    [...document.images].filter((image) => image.y < innerHeight).every((image) => image.complete),
  );
  await page.screenshot({ path: join(screenshots, `shop-${name}.png`) });
}
