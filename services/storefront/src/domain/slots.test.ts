import { expect, test } from 'vitest';
import { formatFee, formatWindow, groupByDay } from './slots.ts';

function slot(id: string, startsAt: string, endsAt: string) {
  return { id, startsAt, endsAt, capacityLeft: 20, fee: { amountMinor: 300, currency: 'GBP' as const } };
}

test('puts slots under the London day they start on, in order of time', () => {
  const days = groupByDay([
    slot('c', '2026-06-02T07:00:00.000Z', '2026-06-02T09:00:00.000Z'),
    slot('b', '2026-06-01T23:30:00.000Z', '2026-06-02T00:30:00.000Z'),
    slot('a', '2026-06-01T18:00:00.000Z', '2026-06-01T20:00:00.000Z'),
  ]);
  expect(days.map(({ day, weekday, date, slots }) => [day, weekday, date, slots.map(({ id }) => id)])).toEqual([
    ['Monday 1 June', 'Mon', '1 Jun', ['a']],
    ['Tuesday 2 June', 'Tue', '2 Jun', ['b', 'c']],
  ]);
});

test('tells a window in London time, summer and winter', () => {
  expect(formatWindow({ startsAt: '2026-06-02T07:00:00Z', endsAt: '2026-06-02T09:00:00Z' })).toBe('08:00–10:00');
  expect(formatWindow({ startsAt: '2026-12-02T08:00:00Z', endsAt: '2026-12-02T10:00:00Z' })).toBe('08:00–10:00');
});

test('calls a fee of nothing free', () => {
  expect(formatFee({ amountMinor: 0, currency: 'GBP' })).toBe('Free');
  expect(formatFee({ amountMinor: 350, currency: 'GBP' })).toBe('£3.50');
});
