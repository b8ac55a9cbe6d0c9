import type { PutProduct } from '@grocer/contracts/catalogue';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { skuNumber, startCatalogue, type TestCatalogue } from './support.ts';

const jam: PutProduct = { name: 'Jam', department: 'food-cupboard' };
let catalogue: TestCatalogue;

beforeAll(async () => {
  catalogue = await startCatalogue();
});

afterAll(() => catalogue.stop());

async function put(sku: string, body: object, by: string, etag?: string) {
  const token = await catalogue.issuer.token({ subject: by, scopes: ['catalogue:write'] });
  return catalogue.put(sku, body, { authorization: `Bearer ${token}`, ...(etag && { 'if-match': etag }) });
}

interface Change {
  readonly version: number;
  readonly changed_by: string;
  readonly before: Record<string, unknown> | null;
  readonly after: Record<string, unknown>;
}

async function changesOf(sku: string): Promise<Change[]> {
  const { rows } = await catalogue.database
    .as('auditor')
    .query<Change>(
      'select version, changed_by, before, after from catalogue.product_changes where sku = $1 order by version',
      [sku],
    );
  return rows;
}

test('tells the auditor who changed what, from what, to what', async () => {
  const sku = skuNumber(1);
  const created = await put(sku, jam, 'ann');
  const inputs = { cost: { amountMinor: 80, currency: 'GBP' }, shelfLifeDays: 400, vatClass: 'zero' };
  const replaced = await put(
    sku,
    { ...jam, name: 'Plum Jam', dietary: ['vegan'], pricingInputs: inputs },
    'ben',
    String(created.headers.etag),
  );
  expect(replaced.statusCode).toBe(200);

  const [first, second, ...others] = await changesOf(sku);
  expect(others).toEqual([]);
  expect(first).toMatchObject({ version: 1, changed_by: 'ann', before: null });
  expect(first?.after).toMatchObject({ name: 'Jam', department: 'food-cupboard', brand: null });
  expect(second).toEqual({
    version: 2,
    changed_by: 'ben',
    before: { name: 'Jam', dietary: [], costMinor: null, shelfLifeDays: null, vatClass: null },
    after: { name: 'Plum Jam', dietary: ['vegan'], costMinor: 80, shelfLifeDays: 400, vatClass: 'zero' },
  });
});

test('records what an import changes, too', async () => {
  const sku = skuNumber(2);
  const token = await catalogue.issuer.token({ subject: 'importer', scopes: ['catalogue:write'] });
  for (const size of ['1kg', '2kg']) {
    const answer = await catalogue.app.inject({
      method: 'POST',
      url: '/catalogue/v1/imports',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/jsonl' },
      payload: Buffer.from(`${JSON.stringify({ ...jam, sku, size })}\n`),
    });
    expect(answer.statusCode, answer.body).toBe(200);
  }
  const [, second] = await changesOf(sku);
  expect(second).toMatchObject({ changed_by: 'importer', before: { size: '1kg' }, after: { size: '2kg' } });
});

test('is nothing that the catalogue could forge or forget', async () => {
  const login = catalogue.database.as('catalogue');
  for (const statement of [
    `insert into catalogue.product_changes values ('1', 1, 'me', now(), null, '{}')`,
    `update catalogue.product_changes set changed_by = 'nobody'`,
    'delete from catalogue.product_changes',
    'select from catalogue.product_changes',
    'alter table catalogue.products disable trigger all',
  ]) {
    await expect(login.query(statement)).rejects.toMatchObject({ code: '42501' });
  }
});

test('loses no update of many who edit at once: each is refused, or follows the one before', async () => {
  const sku = skuNumber(3);
  await put(sku, { ...jam, description: '' }, 'ann');

  /** Reads, adds a letter and writes, again and again until it is taken. */
  async function add(letter: string): Promise<void> {
    for (;;) {
      const read = await catalogue.app.inject({ url: `/catalogue/v1/products/${sku}` });
      const { description } = read.json<{ description: string }>();
      const answer = await put(sku, { ...jam, description: description + letter }, letter, String(read.headers.etag));
      if (answer.statusCode === 200) return;
      expect(answer.statusCode).toBe(412);
    }
  }

  const letters = [...'abcdefgh'];
  await Promise.all(letters.map(add));
  const read = await catalogue.app.inject({ url: `/catalogue/v1/products/${sku}` });
  const { description } = read.json<{ description: string }>();
  expect([...description].sort()).toEqual(letters);
  const [, ...changes] = await changesOf(sku);
  expect(changes.map((change) => change.changed_by)).toEqual([...description]);
});
