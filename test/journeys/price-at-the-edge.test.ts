import { setTimeout as sleep } from 'node:timers/promises';
import type { Product, ProductList } from '@grocer/contracts/catalogue';
import type { RepriceRun } from '@grocer/contracts/pricing';
import { startTestEstate, type TestEstate } from '@grocer/test-support/estate';
import { runScript, tokenOf } from '@grocer/test-support/script';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

let estate: TestEstate;
beforeAll(async () => {
  estate = await startTestEstate();
});
afterAll(() => estate?.stop());

/** A product's page as a browser has it, and since when it shows another price. */
interface Page {
  readonly sku: string;
  readonly oldPrice: number | undefined;
  price: number | undefined;
  etag: string;
  changedAt?: number;
}

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${estate.endpoints.edge}/catalogue/v1${path}`, { headers });
}

async function open(sku: string): Promise<Page> {
  const response = await get(`/products/${sku}`);
  const { price }: Product = await response.json();
  const shown = price?.amountMinor;
  return { sku, oldPrice: shown, price: shown, etag: response.headers.get('etag') ?? '' };
}

/** Asks as a browser does that has the page already. */
async function reload(page: Page): Promise<void> {
  const response = await get(`/products/${page.sku}`, { 'if-none-match': page.etag });
  if (response.status === 304) return;
  expect(response.status).toBe(200);
  const { price }: Product = await response.json();
  page.etag = response.headers.get('etag') ?? '';
  page.price = price?.amountMinor;
  if (page.price !== page.oldPrice) page.changedAt ??= Date.now();
}

/** Reloads the pages again and again, a moment between, until told to stop. */
function keepReloading(pages: readonly Page[]): () => Promise<void> {
  let isOver = false;
  const reloading = (async () => {
    while (!isOver) await Promise.all([...pages.map(reload), sleep(100)]);
  })();
  return () => {
    isOver = true;
    return reloading;
  };
}

/** The price as the catalogue itself tells it: a request with a token is answered by no cache. */
async function ownPrice(sku: string, authorization: string): Promise<number | undefined> {
  const response = await get(`/products/${sku}`, { authorization });
  expect([response.status, response.headers.get('x-cache')]).toEqual([200, 'BYPASS']);
  const { price }: Product = await response.json();
  return price?.amountMinor;
}

async function reprice(): Promise<RepriceRun> {
  const { stdout, stderr, code } = await runScript(estate.folder, 'reprice', ['--json']);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
}

describe('a price that a night changes', () => {
  it('is seen at the edge by a browser’s conditional request within 2 s of the run’s close', async () => {
    const authorization = `Bearer ${await tokenOf(estate.folder, 'customer-1')}`;
    const { items }: ProductList = await (await get('/products?limit=100')).json();
    const pages = await Promise.all(items.map(({ sku }) => open(sku)));
    const stopReloading = keepReloading(pages);
    const closedAt = Date.parse((await reprice()).closedAt ?? '');
    await vi.waitUntil(() => Date.now() > closedAt + 2000, { timeout: 5000 });
    await stopReloading();

    const changed = pages.filter(({ changedAt }) => changedAt !== undefined);
    expect(changed.length).toBeGreaterThan(0);
    for (const { changedAt = 0 } of changed) expect(changedAt - closedAt).toBeLessThan(2000);
    const shown = pages.map(({ sku, price }) => [sku, price]);
    expect(shown).toEqual(await Promise.all(pages.map(async ({ sku }) => [sku, await ownPrice(sku, authorization)])));
  });
});
