import { expect, test } from 'vitest';
import { addressOf, emptyDraft, wholePostcode } from './delivery.ts';

test('takes a postcode only when it is whole, and writes it as it is written', () => {
  expect(wholePostcode(' sw1a1aa ')).toBe('SW1A 1AA');
  expect(wholePostcode('E1 6SA')).toBe('E1 6SA');
  expect(wholePostcode('E1 6S')).toBeUndefined();
  expect(wholePostcode('')).toBeUndefined();
});

test('sends no empty second line', () => {
  expect(addressOf({ ...emptyDraft, line1: ' 1 Brick Lane ', postcode: 'e16sa' })).toEqual({
    line1: '1 Brick Lane',
    city: 'London',
    postcode: 'E1 6SA',
  });
  expect(addressOf({ ...emptyDraft, line1: '1', line2: 'Flat 2', postcode: 'E1 6SA' }).line2).toBe('Flat 2');
});
