import type { PutProduct } from '@grocer/contracts/catalogue';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newSku, skuNumber, startCatalogue, type TestCatalogue } from './support.ts';

const jam: PutProduct = { name: 'Jam', department: 'food-cupboard' };
let catalogue: TestCatalogue;

beforeAll(async () => {
  catalogue = await startCatalogue();
});

afterAll(() => catalogue.stop());

const put: TestCatalogue['put'] = (...write) => catalogue.put(...write);

async function putNew(body: object = jam): Promise<{ sku: string; etag: string }> {
  const sku = newSku();
  const answer = await put(sku, body);
  expect(answer.statusCode).toBe(201);
  return { sku, etag: String(answer.headers.etag) };
}

async function pricingInputs(sku: string): Promise<object[]> {
  const { rows } = await catalogue.database
    .as('pricing')
    .query('select cost_minor, shelf_life_days, vat_class from catalogue.pricing_inputs where sku = $1', [sku]);
  return rows;
}

test('creates a product where there was none, and shows it at once', async () => {
  const sku = skuNumber(500);
  const answer = await put(`0${sku}`, { ...jam, brand: 'Tilly & Rowe', allergens: ['nuts', 'milk'] });
  expect(answer.statusCode).toBe(201);
  expect(answer.headers.location).toBe(`/catalogue/v1/products/${sku}`);
  const read = await catalogue.app.inject({ url: `/catalogue/v1/products/${sku}` });
  expect(read.headers.etag).toBe(answer.headers.etag);
  expect(read.json()).toEqual(answer.json());
  expect(read.json()).toMatchObject({ sku, brand: 'Tilly & Rowe', size: null, price: null, availability: 'out' });
});

test('replaces the whole product with the version that was read', async () => {
  const { sku, etag } = await putNew({ ...jam, brand: 'Pennygate', dietary: ['vegan'] });
  const answer = await put(sku, { name: 'Marmalade', department: 'food-cupboard' }, { 'if-match': etag });
  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toMatchObject({ name: 'Marmalade', brand: null, dietary: [] });
  expect(answer.headers.etag).not.toBe(etag);
});

test('keeps pricing inputs that a write does not mention, shows them to pricing and to nobody else', async () => {
  const inputs = { cost: { amountMinor: 80, currency: 'GBP' }, shelfLifeDays: 400, vatClass: 'zero' };
  const { sku, etag } = await putNew({ ...jam, pricingInputs: inputs });
  const replaced = await put(sku, { ...jam, name: 'Plum Jam' }, { 'if-match': etag });
  expect(replaced.json()).not.toHaveProperty('pricingInputs');
  expect(await pricingInputs(sku)).toEqual([{ cost_minor: 80, shelf_life_days: 400, vat_class: 'zero' }]);
  expect(await pricingInputs((await putNew()).sku)).toEqual([]);
});

test('loses no update when two replace the same version', async () => {
  const { sku, etag } = await putNew();
  const both = await Promise.all([
    put(sku, { ...jam, name: 'First' }, { 'if-match': etag }),
    put(sku, { ...jam, name: 'Second' }, { 'if-match': etag }),
  ]);
  expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 412]);
});

test('creates a product once when two create it at the same moment', async () => {
  const both = await Promise.all([put(skuNumber(501), jam), put(skuNumber(501), jam)]);
  const [created, refused] = both.map(({ statusCode }) => statusCode).sort();
  expect(created).toBe(201);
  expect([412, 428]).toContain(refused);
});

test('lets a new price or stock word fail no edit', async () => {
  const { sku, etag } = await putNew();
  await catalogue.database.admin.query(
    `insert into pricing.prices (sku, amount_minor, reference_minor, effective_from, rule)
     values ($1, 100, 100, now(), 'margin')`,
    [sku],
  );
  await catalogue.catchUp();
  const read = await catalogue.app.inject({ url: `/catalogue/v1/products/${sku}` });
  expect(read.headers.etag).not.toBe(etag);
  expect((await put(sku, jam, { 'if-match': `W/${etag}` })).statusCode).toBe(200);
});

describe('a write is refused', () => {
  test('of a version that is not the current one', async () => {
    const { sku } = await putNew();
    expect((await put(sku, jam)).statusCode).toBe(428);
    expect((await put(sku, jam, { 'if-match': '"99.x"' })).statusCode).toBe(412);
    expect((await put(sku, jam, { 'if-match': 'not quoted' })).statusCode).toBe(400);
    expect((await put(sku, jam, { 'if-none-match': '*' })).statusCode).toBe(412);
    expect((await put(skuNumber(998), jam, { 'if-match': '"1.x"' })).statusCode).toBe(412);
  });

  test('to whom may not write', async () => {
    const customer = await catalogue.issuer.token({ subject: 'customer-1', scopes: ['orders:place'] });
    const path = skuNumber(999);
    expect((await put(path, jam, { authorization: '' })).statusCode).toBe(401);
    expect((await put(path, {}, { authorization: `Bearer ${customer}` })).statusCode).toBe(403);
  });

  test.each<[string, object, string]>([
    ['without a name', { department: 'other' }, '#/name'],
    ['with a price', { ...jam, price: null }, '#/price'],
    ['with a NUL', { ...jam, description: 'a\u0000b' }, '#/description'],
    ['with a cost as text', { ...jam, pricingInputs: { cost: '1' } }, '#/pricingInputs'],
  ])('%s', async (_, body, pointer) => {
    const answer = await put(skuNumber(999), body);
    expect(answer.statusCode).toBe(400);
    const pointers = answer.json<{ errors: { pointer: string }[] }>().errors.map((error) => error.pointer);
    expect(pointers.some((one) => one.startsWith(pointer))).toBe(true);
  });

  test('that is no JSON, or none that is known', async () => {
    const headers = { 'content-type': 'text/plain' };
    expect((await put(skuNumber(999), Buffer.from('jam'), headers)).statusCode).toBe(415);
    const json = { 'content-type': 'application/json' };
    expect((await put(skuNumber(999), Buffer.from('{"name":'), json)).statusCode).toBe(400);
  });
});
