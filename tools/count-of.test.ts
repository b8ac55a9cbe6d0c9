import { expect, it } from 'vitest';
import { countOf } from './count-of.ts';

it('takes a whole number above 0, and tells of any other by the name of its option', () => {
  expect(countOf('orders', '2000')).toBe(2000);
  for (const text of ['abc', '0', '-1', '1.5', '', '1e99']) {
    expect(() => countOf('orders', text)).toThrow(`--orders ${text}: a whole number above 0 is wanted.`);
  }
});
