import { createLog } from '@grocer/chassis/log';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { capacityOf } from '../src/read-model/capacity.ts';
import { followProducts } from '../src/read-model/products.ts';
import { newSku, startCatalogue, stockShelf, type TestCatalogue } from './support.ts';

let catalogue: TestCatalogue;

beforeAll(async () => {
  catalogue = await startCatalogue({ capacity: 10 });
});

afterAll(() => catalogue.stop());

const goods = (count: number) =>
  Array.from({ length: count }, () => ({ sku: newSku(), name: 'Rye', department: 'pet' }));

function importProducts(products: readonly object[]) {
  return catalogue.app.inject({
    method: 'POST',
    url: '/catalogue/v1/imports',
    headers: { authorization: `Bearer ${catalogue.merchandiser}`, 'content-type': 'application/jsonl' },
    payload: products.map((product) => JSON.stringify(product)).join('\n'),
  });
}

test('an import or a write is refused, in a sentence, for which the replicas have no memory; what is there can be changed', async () => {
  const products = goods(10);
  expect((await importProducts(products)).statusCode).toBe(200);
  await catalogue.catchUp();
  const refused = await importProducts(goods(1));
  expect(refused.json()).toMatchObject({ status: 409, type: 'https://grocer.example/problems/catalogue-full' });
  expect(refused.json().detail).toBe(
    'the catalogue has room for 10 products: each further 1,000 need 1.1 MB more of memoryMb (infra/estate.yaml)',
  );
  const put = await catalogue.put(newSku(), { name: 'Rye', department: 'pet' });
  expect(put.json()).toEqual({ ...refused.json(), instance: put.json().instance });
  const renamed = await importProducts(products.map((product) => ({ ...product, name: 'Loaf' })));
  expect(renamed.json()).toMatchObject({ changed: 10 });
  await catalogue.catchUp();
  const [{ sku } = { sku: '' }] = products;
  const { headers } = await catalogue.app.inject({ url: `/catalogue/v1/products/${sku}` });
  const replaced = await catalogue.put(sku, { name: 'Spelt', department: 'pet' }, { 'if-match': String(headers.etag) });
  expect(replaced.statusCode).toBe(200);
});

test('a replica gives up that finds more products at its start than it has memory for', async () => {
  await stockShelf(catalogue.database.admin, goods(10));
  const giveUp = vi.fn();
  const replica = followProducts({
    database: catalogue.database.another('catalogue', 2),
    log: createLog({ name: 'capacity.test', level: 'fatal' }),
    capacity: 5,
    giveUp,
  });
  await vi.waitFor(() => expect(giveUp).toHaveBeenCalled());
  expect(giveUp.mock.lastCall?.[0].message).toMatch(/^there are more products than its memory has room for/);
  expect(replica.isReady()).toBe(false);
  await replica.stop();
});

test('a heap has room for so many products as are left when everything else has its place', () => {
  expect(capacityOf(240 * 2 ** 20)).toBeGreaterThan(100_000);
  expect(capacityOf(259 * 2 ** 20)).toBeGreaterThan(130_000);
  expect(capacityOf(336 * 2 ** 20)).toBeGreaterThan(230_000);
  expect(capacityOf(624 * 2 ** 20)).toBeGreaterThan(500_000);
  expect(capacityOf(1)).toBe(0);
});
