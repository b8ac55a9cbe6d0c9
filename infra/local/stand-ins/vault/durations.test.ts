import { expect, test } from 'vitest';
import { goDuration, secondsOf } from './durations.ts';

test.for([
  [undefined, undefined],
  ['', undefined],
  [0, undefined],
  [90, 90],
  ['90', 90],
  ['90s', 90],
  ['5m', 300],
  ['2h', 7200],
] as const)('takes %s as Vault does', ([text, seconds]) => {
  expect(secondsOf(text)).toBe(seconds);
});

test.for(['soon', '-5', '1d', '1.5h'])('refuses %s', (text) => {
  expect(() => secondsOf(text)).toThrow('error parsing duration');
});

test.for([
  [5, '5s'],
  [60, '1m0s'],
  [3605, '1h0m5s'],
] as const)('prints %d seconds as Go does', ([seconds, text]) => {
  expect(goDuration(seconds)).toBe(text);
});
