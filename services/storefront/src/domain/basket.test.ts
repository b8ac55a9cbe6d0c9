import type { Product } from '@grocer/contracts/catalogue';
import { expect, test } from 'vitest';
import {
  type Basket,
  countItems,
  goodsTotal,
  isOrderable,
  MAX_LINES,
  MAX_QUANTITY,
  parseBasket,
  priceLines,
  withQuantity,
} from './basket.ts';

const bread = '5000159407236';
const milk = '50184453';

function product(sku: string, amountMinor: number | undefined): Product {
  const price =
    amountMinor === undefined
      ? null
      : { amountMinor, currency: 'GBP' as const, effectiveFrom: '2026-11-24T02:00:00.000Z' };
  return {
    sku,
    name: sku,
    brand: null,
    department: 'other',
    size: null,
    description: null,
    imageUrl: null,
    dietary: [],
    allergens: [],
    price,
    availability: price ? 'in-stock' : 'out',
  };
}

test('adds a line, changes its quantity and takes it out at zero', () => {
  const one = withQuantity([], bread, 1);
  expect(one).toEqual([{ sku: bread, quantity: 1 }]);
  const three = withQuantity(withQuantity(one, milk, 2), bread, 3);
  expect(three).toEqual([
    { sku: bread, quantity: 3 },
    { sku: milk, quantity: 2 },
  ]);
  expect(countItems(three)).toBe(5);
  expect(withQuantity(three, bread, 0)).toEqual([{ sku: milk, quantity: 2 }]);
});

test('never holds more than an order may', () => {
  const full: Basket = Array.from({ length: MAX_LINES }, (_, i) => ({ sku: String(i), quantity: 1 }));
  expect(withQuantity(full, bread, 1)).toHaveLength(MAX_LINES);
  expect(withQuantity([], bread, 1_000)).toEqual([{ sku: bread, quantity: MAX_QUANTITY }]);
});

test('adds the lines up and counts an unpriced or vanished product as nothing', () => {
  const basket = [
    { sku: bread, quantity: 2 },
    { sku: milk, quantity: 3 },
    { sku: 'gone', quantity: 1 },
  ];
  const products = new Map([
    [bread, product(bread, 145)],
    [milk, product(milk, undefined)],
  ]);
  const lines = priceLines(basket, products);
  expect(goodsTotal(lines)).toBe(290);
  expect(lines.map(isOrderable)).toEqual([true, false, false]);
});

test('survives whatever it finds in storage', () => {
  expect(parseBasket(null)).toEqual([]);
  expect(parseBasket('{not json')).toEqual([]);
  expect(parseBasket('{"lines":1}')).toEqual([]);
  const stored = [{ sku: bread, quantity: 2 }, { sku: 7, quantity: 1 }, null, { sku: milk, quantity: -1 }];
  expect(parseBasket(JSON.stringify(stored))).toEqual([{ sku: bread, quantity: 2 }]);
});
