import { expect, test } from 'vitest';
import { mergeInto, placeAfter, removeFrom } from './sorted.ts';

const ascending = (a: number, b: number) => a - b;

test('finds where what comes after something begins', () => {
  const list = [1, 3, 5];
  expect([0, 1, 2, 5, 6].map((number) => placeAfter(list, (item) => item > number))).toEqual([0, 1, 1, 3, 3]);
  expect(placeAfter(list, (item) => item > 4, 1)).toBe(1);
  expect(placeAfter([], () => true)).toBe(0);
});

test.each([
  [[], [1, 2]],
  [[1, 2], []],
  [
    [1, 2],
    [3, 4],
  ],
  [
    [3, 4],
    [1, 2],
  ],
  [
    [2, 4, 6],
    [1, 2, 5, 7],
  ],
])('puts into %j what is in %j, in order', (list: number[], sorted: number[]) => {
  const expected = [...list, ...sorted].sort(ascending);
  mergeInto(list, sorted, ascending);
  expect(list).toEqual(expected);
});

test('keeps a long list in order while items come and go', () => {
  const list: number[] = [];
  let held: number[] = [];
  for (let round = 0; round < 50; round += 1) {
    const arriving = Array.from({ length: 20 }, (_, place) => (place * 7919 + round * 104_729) % 10_007).sort(
      ascending,
    );
    const leaving = new Set(held.filter((number) => number % 5 === round % 5));
    held = [...held.filter((number) => !leaving.has(number)), ...arriving].sort(ascending);
    removeFrom(list, leaving);
    mergeInto(list, arriving, ascending);
    expect(list).toEqual(held);
  }
});
