import { expect, test } from 'vitest';
import { createPurges } from './purges.ts';

test('tells the fetches that a purge has overtaken from those that began after it', () => {
  const purges = createPurges();
  const before = purges.begin();
  purges.purge(['a']);
  const after = purges.begin();
  expect(purges.touched(['b', 'a'], before)).toBe(true);
  expect(purges.touched(['b'], before)).toBe(false);
  expect(purges.touched(['a'], after)).toBe(false);
});

test('remembers a purge until the last fetch that began before it has ended', () => {
  const purges = createPurges();
  const [first, second] = [purges.begin(), purges.begin()];
  purges.purge(['a']);
  purges.end(first);
  expect(purges.touched(['a'], second)).toBe(true);
  purges.end(second);
  expect(purges.touched(['a'], second)).toBe(false);
});

test('takes a fetch as touched by what there were too many purges to remember', () => {
  const purges = createPurges(2);
  const before = purges.begin();
  purges.purge(['a', 'b', 'c']);
  const after = purges.begin();
  expect(purges.touched(['a'], before)).toBe(true);
  expect(purges.touched(['unrelated'], before)).toBe(true);
  expect(purges.touched(['a', 'unrelated'], after)).toBe(false);
});
