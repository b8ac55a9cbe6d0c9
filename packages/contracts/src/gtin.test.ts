import { expect, test } from 'vitest';
import { canonicalSku, gtinCheckDigit } from './gtin.ts';

test.each([
  ['05000159407236', '5000159407236'],
  ['5000159407236', '5000159407236'],
  ['0012345678905', '012345678905'],
  ['012345678905', '012345678905'],
  ['000012345670', '12345670'],
  ['12345670', '12345670'],
  ['000123456784', '000123456784'],
  ['00000123456784', '000123456784'],
  ['15000159407233', '15000159407233'],
])('writes %s as %s', (text, canonical) => {
  expect(canonicalSku(text)).toBe(canonical);
});

test.each([
  ['5000159407237', 'its check digit is wrong'],
  ['00000000', 'all zeros is none'],
  ['00000000000000', 'all zeros is none'],
  ['5000159407', 'ten digits are no GTIN'],
  ['12345678905', 'eleven digits are no GTIN'],
  ['005000159407236', 'fifteen digits are no GTIN'],
  ['5000159407236 ', 'a space is no digit'],
  ['٥٠٠٠١٥٩٤', 'digits are ASCII'],
  ['', 'nothing is no GTIN'],
])('refuses %j: %s', (text) => {
  expect(canonicalSku(text)).toBeUndefined();
});

test('completes a GTIN with its check digit', () => {
  expect(gtinCheckDigit('500015940723')).toBe(6);
  expect(gtinCheckDigit('1234567')).toBe(0);
});
