import { expect, test } from 'vitest';
import { linesOf } from './pick-basket.ts';

test('takes each quantity for the SKU in the same place, and one where none is told', () => {
  expect(linesOf(['5000159407236', '50184453'], ['2'])).toEqual([
    { sku: '5000159407236', quantity: 2 },
    { sku: '50184453', quantity: 1 },
  ]);
});

test('refuses a quantity that is no number or belongs to no SKU', () => {
  expect(() => linesOf(['50184453'], ['two'])).toThrow('--quantity two is no whole number.');
  expect(() => linesOf([], ['2'])).toThrow('a --sku of its own');
});
