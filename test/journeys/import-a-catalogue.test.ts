import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { DepartmentList, Product, ProductList } from '@grocer/contracts/catalogue';
import { gtinCheckDigit } from '@grocer/contracts/gtin';
import { startTestEstate, type TestEstate } from '@grocer/test-support/estate';
import { runScript } from '@grocer/test-support/script';
import { afterAll, beforeAll, expect, it } from 'vitest';

let estate: TestEstate;
const folder = mkdtempSync(join(tmpdir(), 'grocer-import-'));
beforeAll(async () => {
  estate = await startTestEstate();
});
afterAll(async () => {
  await estate?.stop();
  rmSync(folder, { recursive: true });
});

interface Imported {
  readonly rows: number;
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly kept: number;
  readonly rejected: Readonly<Record<string, number>>;
  readonly rejectsFile: string | null;
}

function write(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function importFile(path: string, ...options: string[]): Promise<Imported> {
  const { stdout, stderr, code } = await runScript(estate.folder, 'catalogue-import', [path, '--json', ...options]);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
}

async function atEdge(sku: string): Promise<Product> {
  const response = await fetch(`${estate.endpoints.edge}/catalogue/v1/products/${sku}`);
  expect(response.status).toBe(200);
  return response.json();
}

/** Rows of our own, in the shape of an Open Food Facts export. */
const columns = [
  'code',
  'creator',
  'product_name',
  'quantity',
  'brands',
  'categories_tags',
  'labels_tags',
  'allergens',
];
const exported = (name: string) =>
  [
    columns,
    ['5000159407236', 'us', name, '500 g', 'Pennygate', 'en:breakfasts,en:porridge', 'en:organic', 'en:oats'],
    ['0012345678905', 'us', 'Skyr', '', '', 'en:dairies,en:skyrs', '', 'en:milk'],
    ['05000159407236', 'us', 'The same in another form', '', '', '', '', ''],
    ['5000159407237', 'us', 'Wrong check digit', '', '', '', '', ''],
    ['4006381333931', 'us', '', '', '', '', '', ''],
  ]
    .map((row) => row.join('\t'))
    .join('\n');

it('imports an export, is served at the edge when it returns, and changes only what has changed', async () => {
  const first = await importFile(write('export.tsv', exported('Porridge Oats')));
  expect(first).toMatchObject({ rows: 5, created: 2, changed: 0, unchanged: 0 });
  expect(first.rejected).toEqual({ 'duplicate-gtin': 1, 'check-digit': 1, 'no-name': 1 });
  const rejects = readFileSync(first.rejectsFile ?? '', 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(rejects.map(({ line, reason }) => [line, reason])).toEqual([
    [4, 'duplicate-gtin'],
    [5, 'check-digit'],
    [6, 'no-name'],
  ]);
  expect(await atEdge('5000159407236')).toMatchObject({
    name: 'Porridge Oats',
    department: 'food-cupboard',
    dietary: ['organic'],
    allergens: ['gluten'],
    price: null,
    availability: 'out',
  });

  const again = await importFile(write('export.tsv.gz', gzipSync(exported('Jumbo Oats'))));
  expect(again).toMatchObject({ created: 0, changed: 1, unchanged: 1 });
  expect(await atEdge('5000159407236')).toMatchObject({ name: 'Jumbo Oats' });
});

it('returns when lists, searches and departments at the edge show what it wrote', async () => {
  const get = async <Answer>(path: string): Promise<Answer> =>
    (await fetch(`${estate.endpoints.edge}/catalogue/v1${path}`)).json();
  const shown = async () => {
    const [list, found, { items }] = await Promise.all([
      get<ProductList>('/products?department=other&limit=1'),
      get<ProductList>('/products?q=aardvark+biscuit'),
      get<DepartmentList>('/departments'),
    ]);
    const count = items.find(({ id }) => id === 'other')?.productCount ?? 0;
    return { first: list.items[0]?.name, found: found.items.length, count };
  };
  const { count } = await shown();
  const rows = Array.from({ length: 1500 }, (_, index) => {
    const digits = `29${String(index).padStart(10, '0')}`;
    return `${digits}${gtinCheckDigit(digits)},Aardvark Biscuit ${String(index).padStart(4, '0')}`;
  });
  await importFile(write('biscuits.csv', ['sku,name', ...rows].join('\n')));
  expect(await shown()).toEqual({ first: 'Aardvark Biscuit 0000', found: 24, count: count + 1500 });
});

it('prices in the next night what was given an assumed cost', async () => {
  await importFile(write('export.tsv', exported('Jumbo Oats')), '--assume-costs');
  expect((await atEdge('5000159407236')).price).toBeNull();
  const { code, stderr } = await runScript(estate.folder, 'reprice');
  expect(code, stderr).toBe(0);
  await expect
    .poll(async () => (await atEdge('5000159407236')).price?.amountMinor, { timeout: 10_000 })
    .toBeGreaterThan(0);
});

it('imports nothing of a file that is cut off, and says so in a sentence', async () => {
  const rows = Array.from({ length: 500 }, (_, index) => `201000${index},Never ${Math.random()}`);
  const whole = gzipSync(`sku,name\n40170725,Half a file\n${rows.join('\n')}`);
  const path = write('cut.csv.gz', whole.subarray(0, -50));
  const { stdout, stderr, code } = await runScript(estate.folder, 'catalogue-import', [path]);
  expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
  expect(stderr).toMatch(/^[^\n]*is cut off[^\n]*nothing was imported[^\n]*\n$/);
  expect((await fetch(`${estate.endpoints.edge}/catalogue/v1/products/40170725`)).status).toBe(404);
});

it('generates what it can import, of which the demo assortment is known already', async () => {
  const path = join(folder, 'generated.csv');
  const { code, stderr } = await runScript(estate.folder, 'catalogue-generate', ['--products', '5000', '--out', path]);
  expect(code, stderr).toBe(0);
  const { created = 0, unchanged = 0, rejected } = await importFile(path);
  expect(created + unchanged).toBe(5000);
  expect(unchanged).toBeGreaterThanOrEqual(3000);
  expect(rejected).toEqual({});
});

// A real export may not be kept here (ODbL): where there is one, this tells what becomes of it.
it.runIf(process.env.OPEN_FOOD_FACTS_SAMPLE)('imports a real export, and prints why rows were rejected', async () => {
  const imported = await importFile(process.env.OPEN_FOOD_FACTS_SAMPLE ?? '');
  console.log(imported);
  const { rows, created, changed, unchanged, kept, rejected } = imported;
  const total = Object.values(rejected).reduce((sum, count) => sum + count, 0);
  expect(created + changed + unchanged + kept + total).toBe(rows);
  expect(created + unchanged).toBeGreaterThan(0);
});
