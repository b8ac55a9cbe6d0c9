import type { Allergen } from '@grocer/contracts/catalogue';
import { expect, test } from 'vitest';
import { type DemoProduct, generateAssortment } from './assortment.ts';
import { everyday, houseBrand, reserve } from './range.ts';

const products = generateAssortment();
const goodsToEat = products.filter(({ department }) => !['health-beauty', 'household', 'pet'].includes(department));

test('calls nothing vegan or free of milk that is not', () => {
  const fromAnimals: Allergen[] = ['milk', 'egg', 'fish', 'crustaceans', 'molluscs'];
  expect(labelled('vegan', ...fromAnimals)).toEqual([]);
  expect(labelled('vegetarian', 'fish', 'crustaceans', 'molluscs')).toEqual([]);
  expect(labelled('dairy-free', 'milk')).toEqual([]);
  expect(labelled('gluten-free', 'gluten')).toEqual([]);
  const vegans = products.filter(({ dietary }) => dietary.includes('vegan'));
  expect(namesOf(vegans.filter(({ dietary }) => !dietary.includes('vegetarian')))).toEqual([]);
  expect(namesOf(vegans.filter(({ dietary }) => !dietary.includes('dairy-free')))).toEqual([]);
});

test('calls no meat, fish, honey or egg vegan, and no meat or fish vegetarian', () => {
  const meat =
    /\b(beef|chicken|lamb|pork|ham|bacon|turkey|sausages|steak|cod|salmon|tuna|prawns|mussels|mackerel|haddock|pepperoni)\b/i;
  expect(namesOf(goodsToEat.filter(({ name, dietary }) => meat.test(name) && dietary.includes('vegetarian')))).toEqual(
    [],
  );
  const vegans = goodsToEat.filter(({ dietary }) => dietary.includes('vegan'));
  expect(namesOf(vegans.filter(({ name }) => /\b(honey|eggs?|mayonnaise)\b/i.test(name)))).toEqual([]);
});

const carriers: readonly [Allergen, RegExp, RegExp?][] = [
  [
    'gluten',
    /\b(bread|loaf|rolls|bagels|crumpets|croissants|muffins|scones|pasta|spaghetti|penne|fusilli|flour|couscous|pizza|pie|lasagne|digestives|ale|lager|stout)\b/i,
    /gluten free|ginger beer|pasta sauce/i,
  ],
  [
    'milk',
    /\b(milk|butter|cheddar|mozzarella|leicester|cheese|yoghurt|cream|crème|brioche)\b/i,
    /peanut butter|butter beans|cream crackers|hand cream|sun cream/i,
  ],
  ['egg', /\b(eggs|mayonnaise|brioche|yorkshire)\b/i],
  ['fish', /\b(salmon|cod|tuna|mackerel|haddock|fish)\b/i],
  ['crustaceans', /\bprawns\b/i],
  ['molluscs', /\bmussels\b/i],
  ['nuts', /\b(nuts?|almond|pesto)\b/i, /ginger nuts/i],
  ['peanuts', /\bpeanuts?\b/i],
  ['soya', /\b(soya|soy|tofu|chocolate)\b/i, /hot chocolate|pains/i],
  ['mustard', /\bmustard\b/i],
  ['sesame', /\bhoumous\b/i],
  ['sulphites', /\b(cider|blanc|grigio|merlot|rioja|rosé|prosecco)\b/i],
];

test.each(carriers)('warns of %s wherever the name tells that it is in it', (allergen, pattern, but = /$^/) => {
  const carrying = goodsToEat.filter(({ name }) => pattern.test(name) && !but.test(name));
  expect(carrying).not.toEqual([]);
  expect(namesOf(carrying.filter(({ allergens }) => !allergens.includes(allergen)))).toEqual([]);
});

test('claims a diet and names allergens only for what is eaten or drunk', () => {
  const other = products.filter((product) => !goodsToEat.includes(product));
  expect(namesOf(other.filter(({ dietary, allergens }) => dietary.length + allergens.length > 0))).toEqual([]);
});

test('says organic in the words when it says so by the tag', () => {
  const wrong = goodsToEat.filter(
    ({ dietary, description }) => dietary.includes('organic') !== /\borganic\b/i.test(description),
  );
  expect(namesOf(wrong)).toEqual([]);
});

test('tells the strength of every drink with alcohol', () => {
  const cellar = products.filter(({ department }) => department === 'beer-wine-spirits');
  expect(namesOf(cellar.filter(({ description }) => !/\d% ABV/.test(description)))).toEqual([]);
});

test('gives a size that a shop would print', () => {
  const size = /^(each|(\d+ x )?\d+(\.\d+)? ?(g|kg|ml|l|cl|m|pack|rolls|sheets|bags|washes|tablets|medium|large))$/;
  expect(namesOf(products.filter((product) => !size.test(product.size)))).toEqual([]);
});

test('asks more for more of the same', () => {
  const groups = Map.groupBy(products, ({ brand, name }) => `${brand} ${name}`);
  for (const [title, [small, large]] of groups) {
    if (!small || !large) continue;
    expect(large.costMinor, title).toBeGreaterThan(small.costMinor);
  }
});

test('lets no maker but the shop itself sell in departments that have nothing to do with each other', () => {
  const makers = Map.groupBy(products, ({ brand }) => brand);
  for (const { name } of [houseBrand, everyday, reserve]) makers.delete(name);
  const wide = [...makers].filter(([, sold]) => new Set(sold.map(({ department }) => department)).size > 1);
  expect(wide.map(([brand]) => brand)).toEqual([]);
});

function labelled(tag: DemoProduct['dietary'][number], ...allergens: Allergen[]): string[] {
  return namesOf(
    products.filter(
      (product) => product.dietary.includes(tag) && product.allergens.some((one) => allergens.includes(one)),
    ),
  );
}

function namesOf(found: readonly DemoProduct[]): string[] {
  return found.map(({ brand, name, size }) => `${brand} ${name} ${size}`);
}
