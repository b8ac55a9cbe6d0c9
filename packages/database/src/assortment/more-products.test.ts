import { canonicalSku } from '@grocer/contracts/gtin';
import { expect, test } from 'vitest';
import { generateAssortment } from './assortment.ts';
import { generateProducts } from './more-products.ts';

test('begins with the demo shop, and goes on for as long as is asked', () => {
  const products = [...generateProducts({ count: 5000, seed: 1 })];
  expect(products).toHaveLength(5000);
  expect(products.slice(0, 100)).toEqual(generateAssortment().slice(0, 100));
  expect([...generateProducts({ count: 10, seed: 1 })]).toEqual(generateAssortment().slice(0, 10));
});

test('gives each product a SKU of its own, and never sells the same thing twice', () => {
  const products = [...generateProducts({ count: 30_000, seed: 1 })];
  expect(new Set(products.map(({ sku }) => sku)).size).toBe(30_000);
  expect(new Set(products.map(({ brand, name, size }) => `${brand} ${name} ${size}`)).size).toBe(30_000);
  expect(products.filter(({ sku }) => canonicalSku(sku) !== sku)).toEqual([]);
});

test('is the same for the same seed, and other makers for another', () => {
  const makersOf = (seed: number) => [...generateProducts({ count: 6000, seed })].slice(5000).map(({ brand }) => brand);
  expect(makersOf(1)).toEqual(makersOf(1));
  expect(makersOf(2)).not.toEqual(makersOf(1));
});
