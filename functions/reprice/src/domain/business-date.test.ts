import { expect, test } from 'vitest';
import { businessDateOf } from './business-date.ts';

test.each([
  ['2026-11-24T02:00:00Z', '2026-11-24'],
  ['2026-11-24T23:59:59Z', '2026-11-24'],
  ['2026-07-01T22:59:59Z', '2026-07-01'],
  ['2026-07-01T23:00:00Z', '2026-07-02'],
])('%s is %s in London', (instant, date) => {
  expect(businessDateOf(new Date(instant))).toBe(date);
});
