import type { ProductList } from '@grocer/contracts/catalogue';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { skuNumber, startCatalogue, stockShelf, type TestCatalogue } from './support.ts';

const shelf: [name: string, brand: string, department: string][] = [
  ['Semi Skimmed Milk', 'Meadowbarn', 'dairy-eggs'],
  ['Skimmed Milk', 'Larder Lane', 'dairy-eggs'],
  ['Milk Chocolate', 'Crackle & Co', 'snacks-confectionery'],
  ['Chocolate Buttons', 'Crackle & Co', 'snacks-confectionery'],
  ['Gluten Free Spaghetti', 'Tilly & Rowe', 'food-cupboard'],
  ['Spaghetti', 'Tilly & Rowe', 'food-cupboard'],
  ['Crème Fraîche', 'Meadowbarn', 'dairy-eggs'],
  ["Baker's Yeast", 'Pennygate', 'food-cupboard'],
  ['Carrots', 'Hedgerow Farm', 'fruit-vegetables'],
];
let catalogue: TestCatalogue;

beforeAll(async () => {
  catalogue = await startCatalogue();
  await stockShelf(
    catalogue.database.admin,
    shelf.map(([name, brand, department], index) => ({ sku: skuNumber(index), name, brand, department })),
  );
  await catalogue.catchUp();
});

afterAll(() => catalogue.stop());

async function search(q: string): Promise<string[]> {
  const list = await catalogue.get<ProductList>(`/catalogue/v1/products?q=${encodeURIComponent(q)}`);
  return list.items.map(({ name }) => name);
}

test.each([
  ['semi skimmed milk', 'Semi Skimmed Milk'],
  ['semi skimed milk', 'Semi Skimmed Milk'],
  ['SKIMMED', 'Skimmed Milk'],
  ['choclate', 'Milk Chocolate'],
  ['choc butons', 'Chocolate Buttons'],
  ['gluten free pasta', 'Gluten Free Spaghetti'],
  ['gluten free spagetti', 'Gluten Free Spaghetti'],
  ['spaghetti', 'Spaghetti'],
  ['meadowbarn milk', 'Semi Skimmed Milk'],
  ['tilly and rowe spaghetti', 'Spaghetti'],
  ['creme fraiche', 'Crème Fraîche'],
  ['bakers yeast', "Baker's Yeast"],
  ['vegetables', 'Carrots'],
  ['carrot', 'Carrots'],
  [skuNumber(3), 'Chocolate Buttons'],
  [`0${skuNumber(3)}`, 'Chocolate Buttons'],
  ['xylophone', undefined],
])('finds for %j first %j', async (q, first) => {
  expect((await search(q))[0]).toBe(first);
});

test('finds by the beginning of a word', async () => {
  expect((await search('choc')).sort()).toEqual(['Chocolate Buttons', 'Milk Chocolate']);
});

test('answers nothing to a search of no words', async () => {
  expect(await search('🍞 !!')).toEqual([]);
});

test.each(["'; drop table products; --", "zz' | 'zz", '\\', 'مرحبا', 'ŉ', 'ˈ', '½ ㎏', '%_%', ':* & !'])(
  'takes %j for a search like any other',
  async (q) => {
    expect(await search(q)).toEqual([]);
  },
);

test('takes any text at all without failing', async () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(text, async (q) => {
      const answer = await catalogue.app.inject({ url: '/catalogue/v1/products', query: { q } });
      expect([200, 400]).toContain(answer.statusCode);
    }),
    { numRuns: 200 },
  );
});
