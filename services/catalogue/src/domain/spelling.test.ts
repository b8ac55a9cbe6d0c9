import { expect, test } from 'vitest';
import { errorsAllowed, isLikelySlip } from './spelling.ts';

test('the longer a word, the more errors pass', () => {
  expect(['egg', 'milk', 'cookie', 'chicken'].map(errorsAllowed)).toEqual([0, 1, 1, 2]);
});

test.each([
  ['mlik', 'milk', 'two letters that changed places'],
  ['imlk', 'milk', 'the first two of them'],
  ['bred', 'bread', 'a vowel that is missing'],
  ['wite', 'white', 'an h that is missing'],
  ['bery', 'berry', 'one of two same letters'],
  ['teea', 'tea', 'a letter struck twice'],
  ['vodca', 'vodka', 'another letter in a longer word'],
])('%s may be meant for %s: %s', (written, meant) => {
  expect(isLikelySlip(written, meant)).toBe(true);
});

test.each([
  ['soap', 'soup', 'another letter in a short word'],
  ['sock', 'stock', 'a consonant more'],
  ['tear', 'tea', 'a letter more'],
  ['match', 'patch', 'another beginning'],
  ['custard', 'mustard', 'another beginning of a long word'],
])('%s is not meant for %s: %s', (written, meant) => {
  expect(isLikelySlip(written, meant)).toBe(false);
});
