import { generateAssortment } from '@grocer/database/assortment/assortment';
import { expect, test } from 'vitest';
import { listProducts } from '../read-model/listing.ts';
import { createReadModel } from '../read-model/read-model.ts';

const assortment = generateAssortment();

/** The demo shop, unpriced, as a replica reads it. */
async function readAssortment() {
  const records = assortment.map(({ sku, name, brand, department, size, dietary }) => ({
    ...{ sku, name, brand, department, size, dietary: dietary.join(','), version: 1, changedIn: '1' },
    ...{ description: null, imageUrl: null, allergens: null },
  }));
  const model = createReadModel({
    async query<Row extends object>(text: string, [, after = '', limit = 0]: readonly unknown[] = []) {
      const rows: object[] = /pg_snapshot_xmin/.test(text)
        ? [{ horizon: '1' }]
        : /catalogue\.products/.test(text)
          ? records.filter(({ sku }) => sku > String(after)).toSorted((a, b) => (a.sku < b.sku ? -1 : 1))
          : [];
      const page = rows.slice(0, Number(limit) || 1) as Row[];
      return { rows: page, rowCount: page.length };
    },
  });
  await model.refresh(new Set(['products']));
  return model;
}

const model = await readAssortment();

/** The first product that a search gives, as `Name · Brand`. */
function firstOf(q: string): string {
  const listing = { q, department: null, dietary: [], availability: null, sort: 'relevance' } as const;
  const [first] = listProducts(model, { listing, after: null, limit: 1 });
  return first ? `${first.entry.record.name} · ${first.entry.record.brand}` : 'nothing';
}

const fish = assortment.find(({ name }) => name.includes('Fish Fingers'));

test.each<[q: string, first: string | RegExp]>([
  // as it is called
  ['semi skimmed milk', /^Semi Skimmed Milk ·/],
  ['milk', /^(Semi Skimmed|Skimmed|Whole) Milk ·/],
  ['cheddar', /Cheddar ·/],
  ['free range eggs', /^Free Range Eggs ·/],
  ['bananas', /^Bananas ·/],
  ['banana', /^Bananas ·/],
  ['basmati rice', /^Basmati Rice ·/],
  ['orange juice', /^Orange Juice ·/],
  ['vanilla ice cream', /^Vanilla Ice Cream ·/],
  ['chicken breast', /^Chicken Breast Fillets ·/],
  ['salt and vinegar crisps', /^Salt & Vinegar Crisps ·/],
  ['washing up liquid', /Washing Up Liquid ·/],
  ['gluten free pasta', /^Gluten Free \w+ Pasta ·/],
  ['green tea', /^Green Tea ·/],
  ['toilet roll', /^Toilet Roll ·/],
  // with typing errors
  ['semi skimed milk', /^Semi Skimmed Milk ·/],
  ['chedar', /Cheddar ·/],
  ['tomatos', /Tomatoes ·/],
  ['spagetti', /^Spaghetti Pasta ·/],
  ['instant cofee', /^Instant Coffee ·/],
  ['chiken breast', /^Chicken Breast Fillets ·/],
  ['tolet roll', /^Toilet Roll ·/],
  ['bannana', /^Bananas ·/],
  ['shampo', /Shampoo ·/],
  ['orange jiuce', /^Orange Juice ·/],
  ['mlik', /Milk ·/],
  ['bred', /Bread ·/],
  ['braed', /Bread ·/],
  ['aple', /Apples ·/],
  ['teea', /Tea ·/],
  ['vodca', /^Vodka ·/],
  ['brocolli', /^Broccoli ·/],
  // not to its end, and in other words
  ['choc', /Chocolate ·/],
  ['toothp', /Toothpaste ·/],
  ['broc', /^Broccoli|Broccoli ·/],
  ['tea bags', /Tea ·/],
  ['loo roll', /^Toilet Roll ·/],
  ['wine', /^(Merlot|Pinot Grigio|Prosecco|Rioja Crianza|Sauvignon Blanc|Provence Rosé) ·/],
  ['beer', /^(Lager|Pale Ale|Best Bitter|Stout|Ginger Beer) ·/],
  ['cheddar cheese', /Cheddar ·/],
  ['pint of milk', /Milk ·/],
  ['soap', /^Hand Wash ·/],
  ['cake', /Muffins ·/],
  ['cookies', /^(Milk Chocolate Digestives|Digestives|All Butter Shortbread) ·/],
  // by brand
  ['tilly and rowe spaghetti', 'Spaghetti Pasta · Tilly & Rowe'],
  ['larder lane milk', /Milk · Larder Lane/],
  ['penne pennygate', 'Penne Pasta · Pennygate'],
  ['little linnet nappies', /^Nappies Size \d · Little Linnet$/],
  // by department
  ['frozen peas', /Peas ·/],
  ['dog food', /Dog Food.* ·/],
  // by number
  [fish?.sku ?? '', `${fish?.name} · ${fish?.brand}`],
  [`0${fish?.sku}`, `${fish?.name} · ${fish?.brand}`],
  // not at all: a short word that the shop does not have is not another one, nor does a word begin otherwise
  ['cafe', 'nothing'],
  ['café', 'nothing'],
  ['sock', 'nothing'],
  ['game', 'nothing'],
  ['matches', 'nothing'],
  ['xylophone', 'nothing'],
  ['qwertyuiop', 'nothing'],
  ["'; drop table products; --", 'nothing'],
])('finds first for %j: %s', (q, first) => {
  if (typeof first === 'string') expect(firstOf(q)).toBe(first);
  else expect(firstOf(q)).toMatch(first);
});
