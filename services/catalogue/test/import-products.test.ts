import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import type { ImportResult } from '@grocer/contracts/imports';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newSku, startCatalogue, stockShelf, type TestCatalogue } from './support.ts';

let catalogue: TestCatalogue;

beforeAll(async () => {
  catalogue = await startCatalogue();
});

afterAll(() => catalogue.stop());

function post(body: string | Buffer, headers: Record<string, string> = {}, query = '') {
  return catalogue.app.inject({
    method: 'POST',
    url: `/catalogue/v1/imports${query}`,
    headers: { authorization: `Bearer ${catalogue.merchandiser}`, 'content-type': 'application/jsonl', ...headers },
    payload: typeof body === 'string' ? Buffer.from(body) : body,
  });
}

async function importLines(lines: readonly unknown[], query = ''): Promise<ImportResult> {
  const answer = await post(lines.map((line) => `${JSON.stringify(line)}\n`).join(''), {}, query);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json();
}

/** Goods that are new to the catalogue. */
function goods(name: string, others: object = {}) {
  return { sku: newSku(), name, department: 'food-cupboard', ...others };
}

async function recordOf(sku: string): Promise<Record<string, unknown> | undefined> {
  const { rows } = await catalogue.database.admin.query<Record<string, unknown>>(
    'select version, imported_version, name, cost_minor, cost_assumed, written_by from catalogue.products where sku = $1',
    [sku],
  );
  return rows[0];
}

async function put(sku: string, body: object, version: number) {
  const answer = await catalogue.put(sku, body, { 'if-match': `"${version}.x"` });
  expect(answer.statusCode).toBe(200);
}

const cost = (amountMinor: number) => ({
  pricingInputs: { cost: { amountMinor, currency: 'GBP' }, shelfLifeDays: 90, vatClass: 'zero' },
});

test('creates what is new, changes what differs, and leaves the rest as it was', async () => {
  const [jam, rice, tea] = [goods('Jam'), goods('Rice', { dietary: ['vegan'], allergens: [] }), goods('Tea')];
  expect(await importLines([jam, rice, tea])).toMatchObject({ lines: 3, created: 3, changed: 0, unchanged: 0 });
  expect(await importLines([jam, { ...rice, size: '1kg' }, tea])).toMatchObject({ changed: 1, unchanged: 2, kept: 0 });

  expect(await recordOf(jam.sku)).toMatchObject({ version: 1, written_by: 'merchandiser' });
  expect(await recordOf(rice.sku)).toMatchObject({ version: 2, imported_version: 2 });
  await catalogue.catchUp();
  const read = await catalogue.app.inject({ url: `/catalogue/v1/products/${rice.sku}` });
  expect(read.json()).toMatchObject({ size: '1kg', dietary: ['vegan'], allergens: [], price: null });
});

test('keeps what a person has edited since, unless it is told to replace that', async () => {
  const jam = goods('Jam');
  await importLines([jam]);
  await put(jam.sku, { name: 'Strawberry Jam', department: 'food-cupboard' }, 1);

  expect(await importLines([{ ...jam, name: 'Plum Jam' }])).toMatchObject({ changed: 0, kept: 1 });
  expect(await importLines([{ ...jam, name: 'Strawberry Jam' }])).toMatchObject({ unchanged: 1, kept: 0 });
  expect(await importLines([{ ...jam, name: 'Plum Jam' }], '?edited=replace')).toMatchObject({ changed: 1 });
  expect(await recordOf(jam.sku)).toMatchObject({ name: 'Plum Jam', version: 3, imported_version: 3 });
});

test('replaces what an old estate was seeded with, but not what a person has made of it', async () => {
  const [jam, tea] = [goods('Jam'), goods('Tea')];
  const { admin } = catalogue.database;
  await stockShelf(admin, [jam, tea]);
  await admin.query(`update catalogue.products set written_by = 'seed' where sku = any ($1)`, [[jam.sku, tea.sku]]);
  await put(tea.sku, { name: 'Green Tea', department: 'food-cupboard' }, 1);
  await admin.query(readFileSync(join(import.meta.dirname, '../migrations/008-seeded-is-imported.sql'), 'utf8'));

  const later = [jam, tea].map((product) => ({ ...product, size: '500g' }));
  expect(await importLines(later)).toMatchObject({ changed: 1, kept: 1 });
  expect(await recordOf(jam.sku)).toMatchObject({ version: 2, imported_version: 2 });
  expect(await recordOf(tea.sku)).toMatchObject({ name: 'Green Tea', version: 2, imported_version: null });
});

test('loses no edit of somebody who has read the version before', async () => {
  const jam = goods('Jam');
  await importLines([jam]);
  await importLines([{ ...jam, name: 'Plum Jam' }]);
  const late = await catalogue.put(jam.sku, { name: 'Old Jam', department: 'food-cupboard' }, { 'if-match': '"1.x"' });
  expect(late.statusCode).toBe(412);
});

test('takes an assumed cost only for want of a known one', async () => {
  const jam = goods('Jam');
  const assumed = { ...jam, ...cost(80), costIsAssumed: true };
  await importLines([assumed]);
  expect(await recordOf(jam.sku)).toMatchObject({ cost_minor: 80, cost_assumed: true });
  await importLines([{ ...jam, ...cost(95) }]);
  expect(await recordOf(jam.sku)).toMatchObject({ cost_minor: 95, cost_assumed: false });
  expect(await importLines([assumed])).toMatchObject({ unchanged: 1 });
  expect(await importLines([jam])).toMatchObject({ unchanged: 1 });
  expect(await recordOf(jam.sku)).toMatchObject({ cost_minor: 95, cost_assumed: false });
});

test('knows a cost that a person gives from one that was assumed', async () => {
  const jam = goods('Jam');
  await importLines([{ ...jam, ...cost(80), costIsAssumed: true }]);
  await put(jam.sku, { name: 'Jam', department: 'food-cupboard', ...cost(90) }, 1);
  expect(await recordOf(jam.sku)).toMatchObject({ cost_minor: 90, cost_assumed: false });
});

test('tells of every line that is no product, and writes the others', async () => {
  const jam = goods('Jam');
  const lines = [
    JSON.stringify(jam),
    '{"sku":',
    JSON.stringify({ ...jam, sku: '5000159407237' }),
    JSON.stringify({ ...jam, sku: `0${jam.sku}`, name: 'The same again' }),
    JSON.stringify({ ...jam, department: 'toys' }),
    JSON.stringify({ ...goods('NUL'), description: 'a\u0000b' }),
    JSON.stringify({ ...goods('Long'), description: 'x'.repeat(70_000) }),
  ];
  const answer = await post(`\uFEFF${lines.join('\r\n')}`);
  const { rejected, ...counts } = answer.json<ImportResult>();
  expect(counts).toMatchObject({ lines: 7, created: 1 });
  expect(rejected.map(({ line, reason }) => [line, reason])).toEqual([
    [2, 'not-json'],
    [3, 'check-digit'],
    [4, 'duplicate-gtin'],
    [5, 'bad-value'],
    [6, 'bad-value'],
    [7, 'too-long'],
  ]);
  expect(await recordOf(jam.sku)).toMatchObject({ name: 'Jam' });
});

test('reads a line that is not in UTF-8 as none', async () => {
  const jam = goods('Crème');
  const answer = await post(Buffer.from(JSON.stringify(jam), 'latin1'));
  expect(answer.json<ImportResult>()).toMatchObject({ created: 0, rejected: [{ line: 1, reason: 'not-utf-8' }] });
});

test('announces what it has changed when it is written, and nothing when nothing is', async () => {
  const listener = await catalogue.database.as('catalogue').openConnection();
  const heard: string[] = [];
  listener.onNotification((_channel, payload) => heard.push(payload));
  await listener.query('listen catalogue_changes');
  const jam = goods('Jam');
  await importLines([jam]);
  await importLines([jam]);
  await importLines(Array.from({ length: 60 }, (_, index) => goods(`Tea ${index}`)));
  await expect.poll(() => heard).toEqual([`product:${jam.sku}`, 'many']);
  await listener.close();
});

test('keeps whole batches of a stream that breaks off, and takes it from its beginning again', async () => {
  const lines = Array.from({ length: 3000 }, (_, index) => goods(`Bean ${index}`));
  const written = async () => {
    const { rows } = await catalogue.database.admin.query<{ count: number }>(
      'select count(*)::integer as count from catalogue.products where sku = any ($1)',
      [lines.map(({ sku }) => sku)],
    );
    return rows[0]?.count;
  };
  const url = await catalogue.app.listen({ host: '127.0.0.1', port: 0 });
  const upload = request(`${url}/catalogue/v1/imports`, {
    method: 'POST',
    headers: { authorization: `Bearer ${catalogue.merchandiser}`, 'content-type': 'application/jsonl' },
  });
  upload.on('error', () => undefined);
  for (const line of lines.slice(0, 2900)) upload.write(`${JSON.stringify(line)}\n`);
  await expect.poll(written).toBe(2000);
  upload.destroy();

  expect(await importLines(lines)).toMatchObject({ created: 1000, unchanged: 2000 });
});

test('lets two imports of the same products in opposite orders both come to an end', async () => {
  const lines = Array.from({ length: 2000 }, (_, index) => goods(`Pea ${index}`));
  const later = lines.map((line) => ({ ...line, size: '1kg' })).reverse();
  const both = await Promise.all([importLines(lines), importLines(later)]);
  expect(both.reduce((sum, { created }) => sum + created, 0)).toBe(2000);
});

describe('an import is refused', () => {
  test('to whom may not write', async () => {
    const customer = await catalogue.issuer.token({ subject: 'customer-1', scopes: ['orders:place'] });
    expect((await post('', { authorization: '' })).statusCode).toBe(401);
    expect((await post('', { authorization: `Bearer ${customer}` })).statusCode).toBe(403);
  });

  test('as JSON, with a query it does not know, and when it is too large', async () => {
    expect((await post('{}', { 'content-type': 'application/json' })).statusCode).toBe(415);
    expect((await post('', {}, '?edited=maybe')).statusCode).toBe(400);
    expect((await post('', { 'content-length': String(65 * 1024 * 1024) })).statusCode).toBe(413);
    expect((await post('{}\n'.repeat(20_001))).statusCode).toBe(413);
  });
});
