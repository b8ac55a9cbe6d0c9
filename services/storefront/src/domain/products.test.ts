import type { Product } from '@grocer/contracts/catalogue';
import { expect, test } from 'vitest';
import { firstOfEachName, makeOf, wordsOf } from './products.ts';

test('tells the make of a product as far as it is known', () => {
  expect(makeOf({ brand: 'Hollybrook', size: '500 g' })).toBe('Hollybrook · 500\u00a0g');
  expect(makeOf({ brand: null, size: '6 pack' })).toBe('6\u00a0pack');
  expect(makeOf({ brand: null, size: null })).toBe('');
});

test('makes words of a tag', () => {
  expect(wordsOf('gluten-free')).toBe('Gluten free');
  expect(wordsOf('vegan')).toBe('Vegan');
});

test('shows no two products of one name on a shelf', () => {
  const product = (sku: string, name: string): Product => ({
    sku,
    name,
    brand: null,
    department: 'other',
    size: null,
    description: null,
    imageUrl: null,
    dietary: [],
    allergens: null,
    price: null,
    availability: 'out',
  });
  const products = [product('1', 'Milk'), product('2', 'Milk'), product('3', 'Bread'), product('4', 'Eggs')];
  expect(firstOfEachName(products, 2).map(({ sku }) => sku)).toEqual(['1', '3']);
});
