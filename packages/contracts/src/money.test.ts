import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { Money, pence, pounds } from './money.ts';

test.each([
  [0, '£0.00'],
  [5, '£0.05'],
  [135, '£1.35'],
  [123_400, '£1,234.00'],
  [-205, '-£2.05'],
])('writes %i pence as %s', (amountMinor, text) => {
  expect(pounds(amountMinor)).toBe(text);
});

test.each([-1, 1.5, Number.NaN, Number.MAX_SAFE_INTEGER + 1])('makes no money of %d', (amountMinor) => {
  expect(() => pence(amountMinor)).toThrow(RangeError);
});

test('takes integer pence in pounds sterling and nothing else', () => {
  expect(Value.Check(Money, pence(135))).toBe(true);
  expect(Value.Check(Money, { amountMinor: 1.35, currency: 'GBP' })).toBe(false);
  expect(Value.Check(Money, { amountMinor: 135, currency: 'EUR' })).toBe(false);
  expect(Value.Check(Money, { amountMinor: -1, currency: 'GBP' })).toBe(false);
  expect(Value.Check(Money, { amountMinor: 135, currency: 'GBP', vat: 20 })).toBe(false);
});
