import { type Browser, findChromium, openBrowser } from '@grocer/test-support/browser';
import { startTestEstate, type TestEstate } from '@grocer/test-support/estate';
import { runScript, tokenOf } from '@grocer/test-support/script';
import { signIn, watchPage } from '@grocer/test-support/shop';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const hasChromium = findChromium() !== undefined;

let estate: TestEstate;
let browser: Browser | undefined;
let page: Page;

beforeAll(async () => {
  estate = await startTestEstate();
  browser = await openBrowser();
  if (browser) page = await browser.openPage({ width: 1280, height: 900 });
});

afterAll(async () => {
  await browser?.close();
  await estate?.stop();
});

describe('signing keys that rotate while the estate runs', () => {
  it('refuse no request: neither with tokens of the former key nor of the new one', async () => {
    if (browser) await signInToShop();
    const before = await readTokens();
    // Whatever scales to zero is awake before the run.
    expect(await callAll(before)).toEqual(good);
    const calls = keepCalling(before);
    const keys = await rotate();
    expect(keys.map(({ status }) => status)).toEqual(['ACTIVE', 'NEXT', 'EXPIRED']);
    const after = await readTokens();
    expect([kidOf(before.customer), kidOf(after.customer)]).toEqual([keys[2]?.kid, keys[0]?.kid]);
    expect(await callAll(after)).toEqual(good);
    const answers = await calls.stop();
    for (const answer of answers) expect(answer).toEqual(good);
  });

  it.runIf(hasChromium)('leave a customer signed in, whose page renews its token', async () => {
    const { edge, issuer } = estate.endpoints;
    const watch = watchPage(page, [edge, issuer]);
    const renewal = page.waitForResponse(`${issuer}/token`);
    await page.goto(`${edge}/orders`);
    const answer = await renewal;
    expect([answer.status(), answer.request().postData()]).toEqual([200, expect.stringContaining('=refresh_token')]);
    await page.getByRole('main').getByText('You have not ordered anything yet.').waitFor();
    expect(watch).toEqual({ faults: [], strangers: [] });
  });
});

it.runIf(hasChromium)('shows every other page of the estate under its policy', async () => {
  const { edge, issuer, observatory } = estate.endpoints;
  const watch = watchPage(page, [edge, issuer, observatory]);
  for (const url of [`${edge}/catalogue/docs`, `${edge}/checkout/docs`, observatory, `${issuer}/session/end`]) {
    const answer = await page.goto(url);
    expect(answer?.headers()['content-security-policy'], url).toContain("frame-ancestors 'none'");
    await page.getByRole('heading', { level: 1 }).waitFor();
  }
  expect(watch).toEqual({ faults: [], strangers: [] });
});

async function signInToShop(): Promise<void> {
  await page.goto(`${estate.endpoints.edge}/till`);
  await signIn(page, 'customer-1');
}

interface Tokens {
  readonly customer: string;
  readonly merchandiser: string;
  readonly operator: string;
}

/** An answer to each that is past authentication: orders, a product that needs If-Match, a function that would run. */
const good = [200, 428, 204];

async function readTokens(): Promise<Tokens> {
  const accounts = ['customer-1', 'merchandiser', 'operator'];
  const [customer = '', merchandiser = '', operator = ''] = await Promise.all(
    accounts.map((account) => tokenOf(estate.folder, account)),
  );
  return { customer, merchandiser, operator };
}

/** Calls everything that verifies tokens once: checkout, a replica of the catalogue, the function host. */
async function callAll({ customer, merchandiser, operator }: Tokens): Promise<number[]> {
  const { edge, functions } = estate.endpoints;
  const { items } = await (await fetch(`${edge}/catalogue/v1/products?limit=1`)).json();
  const { sku, name, brand, department, size, description, imageUrl, dietary, allergens } = items[0];
  const product = { name, brand, department, size, description, imageUrl, dietary, allergens };
  const answers = await Promise.all([
    fetch(`${edge}/checkout/v1/orders`, { headers: { authorization: `Bearer ${customer}` } }),
    fetch(`${edge}/catalogue/v1/products/${sku}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${merchandiser}`, 'content-type': 'application/json' },
      body: JSON.stringify(product),
    }),
    fetch(`${functions}/2015-03-31/functions/reprice-plan/invocations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${operator}`, 'x-amz-invocation-type': 'DryRun' },
    }),
  ]);
  return answers.map(({ status }) => status);
}

/** Calls on and on, and some times more after it is told to stop. */
function keepCalling(tokens: Tokens) {
  const atLeast = 5;
  let isOver = false;
  const answers: number[][] = [];
  const calling = (async () => {
    while (!isOver || answers.length < atLeast) answers.push(await callAll(tokens));
  })();
  return {
    async stop(): Promise<number[][]> {
      isOver = true;
      await calling;
      return answers;
    },
  };
}

async function rotate(): Promise<{ kid: string; status: string }[]> {
  const { stdout, stderr, code } = await runScript(estate.folder, 'issuer-rotate', ['--json']);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout).keys;
}

function kidOf(token: string): unknown {
  return JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid;
}
