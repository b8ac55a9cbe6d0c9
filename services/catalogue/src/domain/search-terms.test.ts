import { expect, test } from 'vitest';
import { searchTerms } from './search-terms.ts';

test.each([
  ['Semi-Skimmed  milk', ['semi', 'skimmed', 'milk']],
  ["Baker's & Co", ['bakers', 'co']],
  ['milk MILK', ['milk']],
  ['crème brûlée', ['crème', 'brûlée']],
  ["'; drop table products; --", ['drop', 'table', 'products']],
  ['🍞🍞', []],
  ['& | ! ( )', []],
])('finds the words of %j', (q, terms) => {
  expect(searchTerms(q)).toEqual(terms);
});

test('looks for a dozen words at most', () => {
  expect(searchTerms(Array.from({ length: 50 }, (_, index) => `word${index}`).join(' '))).toHaveLength(12);
});
