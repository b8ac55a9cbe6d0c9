import type { PriceHistory } from '@grocer/contracts/catalogue';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { skuNumber, startCatalogue, stockShelf, type TestCatalogue } from './support.ts';

const sku = skuNumber(1);
const path = `/catalogue/v1/products/${sku}/prices`;
let catalogue: TestCatalogue;

beforeAll(async () => {
  catalogue = await startCatalogue();
  const { admin } = catalogue.database;
  await stockShelf(admin, [
    { sku, name: 'Bread' },
    { sku: skuNumber(2), name: 'Rolls' },
  ]);
  await catalogue.catchUp();
  await admin.query(
    `insert into pricing.price_changes (sku, effective_from, amount_minor, rule, inputs)
     values ($1, '2026-11-20T02:00:00.123456Z', 100, 'opening', '{}'),
            ($1, '2026-11-21T02:00:00.123456Z', 110, 'margin', '{}'),
            ($1, '2026-11-21T02:00:00.123457Z', 120, 'demand', '{}')`,
    [sku],
  );
});

afterAll(() => catalogue.stop());

test('tells every price with its rule, newest first', async () => {
  const { items, nextCursor } = await catalogue.get<PriceHistory>(path);
  expect(items.map(({ amountMinor, rule }) => [amountMinor, rule])).toEqual([
    [120, 'demand'],
    [110, 'margin'],
    [100, 'opening'],
  ]);
  expect(items[2]).toEqual({
    amountMinor: 100,
    currency: 'GBP',
    effectiveFrom: '2026-11-20T02:00:00.123Z',
    rule: 'opening',
  });
  expect(nextCursor).toBeNull();
});

test('pages through it, also between prices of the same millisecond', async () => {
  const amounts: number[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: PriceHistory = await catalogue.get(`${path}?limit=1${cursor && `&cursor=${cursor}`}`);
    amounts.push(...page.items.map(({ amountMinor }) => amountMinor));
    cursor = page.nextCursor;
  }
  expect(amounts).toEqual([120, 110, 100]);
});

test("refuses another product's cursor", async () => {
  const { nextCursor } = await catalogue.get<PriceHistory>(`${path}?limit=1`);
  const other = `/catalogue/v1/products/${skuNumber(2)}/prices?cursor=${nextCursor}`;
  expect((await catalogue.app.inject({ url: other })).statusCode).toBe(400);
});

test('is empty for a product that never had a price, and 404 for none', async () => {
  expect(await catalogue.get<PriceHistory>(`/catalogue/v1/products/${skuNumber(2)}/prices`)).toEqual({
    items: [],
    nextCursor: null,
  });
  const unknown = `/catalogue/v1/products/${skuNumber(99)}/prices`;
  expect((await catalogue.app.inject({ url: unknown })).statusCode).toBe(404);
});
