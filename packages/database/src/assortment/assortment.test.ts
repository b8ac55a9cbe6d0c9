import { allergenNames, departments, dietaryTags } from '@grocer/contracts/catalogue';
import { canonicalSku } from '@grocer/contracts/gtin';
import { expect, test } from 'vitest';
import { generateAssortment } from './assortment.ts';

const products = generateAssortment();

test('fills a shop, every department of it', () => {
  expect(products.length).toBeGreaterThanOrEqual(3000);
  const stocked = new Set(products.map(({ department }) => department));
  expect(Object.keys(departments).filter((id) => id !== 'other')).toEqual([...stocked]);
});

test('gives every product a SKU of its own, in canonical form', () => {
  expect(new Set(products.map(({ sku }) => sku)).size).toBe(products.length);
  expect(products.filter(({ sku }) => canonicalSku(sku) !== sku)).toEqual([]);
});

test('never sells the same thing twice', () => {
  expect(new Set(products.map(({ brand, name, size }) => `${brand} ${name} ${size}`)).size).toBe(products.length);
});

test('stocks most shelves well and leaves some empty or nearly so', () => {
  expect(products.filter(({ onHand }) => onHand >= 50).length).toBeGreaterThanOrEqual(200);
  expect(products.filter(({ onHand }) => onHand === 0).length).toBeGreaterThan(0);
  expect(products.filter(({ onHand }) => onHand > 0 && onHand < 10).length).toBeGreaterThan(0);
});

test('uses the words of the contract, and leaves no placeholder in a name', () => {
  expect(products.flatMap(({ dietary }) => dietary).filter((tag) => !dietaryTags.includes(tag))).toEqual([]);
  expect(products.flatMap(({ allergens }) => allergens).filter((name) => !allergenNames.includes(name))).toEqual([]);
  expect(products.filter(({ name }) => /[{}]/.test(name) || name !== name.trim())).toEqual([]);
});

test('is the same every time', () => {
  expect(generateAssortment()).toEqual(products);
  expect(products.find(({ name, brand }) => name === 'Semi Skimmed Milk' && brand === 'Meadowbarn')).toMatchObject({
    department: 'dairy-eggs',
    size: '1.13 l',
    vatClass: 'zero',
  });
});
