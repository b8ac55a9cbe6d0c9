import { expect, it } from 'vitest';
import { createBackOff } from './back-off.ts';

it('doubles the wait with each failure, up to half a minute', () => {
  const backOff = createBackOff();
  const waits = Array.from({ length: 8 }, () => backOff.next(100));
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
});

it('forgets failures after a minute of life, and when it is told to', () => {
  const backOff = createBackOff();
  backOff.next(100);
  expect(backOff.next(61_000)).toBe(500);
  backOff.reset();
  expect(backOff.next(100)).toBe(500);
});
