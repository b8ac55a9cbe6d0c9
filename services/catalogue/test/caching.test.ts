import { afterAll, beforeAll, expect, test } from 'vitest';
import { skuNumber, startCatalogue, stockShelf, type TestCatalogue } from './support.ts';

const sku = skuNumber(1);
let catalogue: TestCatalogue;

beforeAll(async () => {
  catalogue = await startCatalogue();
  await stockShelf(catalogue.database.admin, [
    { sku, name: 'Bread', department: 'bakery', priceMinor: 135, available: 40 },
  ]);
  await catalogue.catchUp();
});

afterAll(() => catalogue.stop());

const reads = [
  '/catalogue/v1/products',
  `/catalogue/v1/products?sku=${sku}`,
  `/catalogue/v1/products/${sku}`,
  `/catalogue/v1/products/${sku}/prices`,
  `/catalogue/v1/products/${sku}/picture.svg`,
  '/catalogue/v1/departments',
];

test.each(reads)('lets %s be kept, and answers 304 to whom has it', async (url) => {
  const fresh = await catalogue.app.inject({ url });
  expect(fresh.headers['cache-control']).toMatch(/^public, max-age=\d+, stale-while-revalidate=\d+$/);
  const again = await catalogue.app.inject({ url, headers: { 'if-none-match': `W/${fresh.headers.etag}` } });
  expect(again.statusCode).toBe(304);
  expect(again.body).toBe('');
  expect(again.headers).toMatchObject({ etag: fresh.headers.etag, 'cache-control': fresh.headers['cache-control'] });
});

test('names the record version in the tag of a product', async () => {
  const { headers } = await catalogue.app.inject({ url: `/catalogue/v1/products/${sku}` });
  expect(headers.etag).toMatch(/^"1\.[\w-]+"$/);
});

test('tells a product with another stock word by another tag', async () => {
  const url = `/catalogue/v1/products/${sku}`;
  const before = await catalogue.app.inject({ url });
  await catalogue.database.admin.query('update checkout.stock set on_hand = 3 where sku = $1', [sku]);
  await catalogue.catchUp();
  const after = await catalogue.app.inject({ url, headers: { 'if-none-match': String(before.headers.etag) } });
  expect(after.statusCode).toBe(200);
  expect(after.json()).toMatchObject({ availability: 'low' });
});

test('draws a picture for every product, and for nothing else', async () => {
  const drawn = await catalogue.app.inject({ url: `/catalogue/v1/products/${sku}/picture.svg` });
  expect(drawn.headers['content-type']).toBe('image/svg+xml; charset=utf-8');
  expect(drawn.body).toContain('<title>Bread</title>');
  const unknown = await catalogue.app.inject({ url: `/catalogue/v1/products/${skuNumber(99)}/picture.svg` });
  expect(unknown.statusCode).toBe(404);
});

test('keeps no problem', async () => {
  const { headers } = await catalogue.app.inject({ url: `/catalogue/v1/products/${skuNumber(99)}` });
  expect(headers['cache-control']).toBe('no-store');
});

test('publishes its description and its health', async () => {
  const document = await catalogue.app.inject({ url: '/catalogue/openapi.json' });
  expect(Object.keys(document.json().paths)).toEqual([
    '/catalogue/v1/products',
    '/catalogue/v1/departments',
    '/catalogue/v1/products/{sku}',
    '/catalogue/v1/products/{sku}/prices',
    '/catalogue/v1/products/{sku}/picture.svg',
    '/catalogue/v1/imports/publication',
    '/catalogue/v1/imports',
  ]);
  expect((await catalogue.app.inject({ url: '/catalogue/docs' })).statusCode).toBe(200);
  expect((await catalogue.app.inject({ url: '/health/ready' })).statusCode).toBe(200);
});

test('tells what another method would do', async () => {
  const answer = await catalogue.app.inject({ method: 'DELETE', url: `/catalogue/v1/products/${sku}` });
  expect(answer.statusCode).toBe(405);
  expect(String(answer.headers.allow).split(', ').sort()).toEqual(['GET', 'HEAD', 'PUT']);
});
