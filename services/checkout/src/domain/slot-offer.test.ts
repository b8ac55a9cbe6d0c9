import { expect, it } from 'vitest';
import { isBookable } from './slot-offer.ts';

const now = new Date('2026-06-01T12:00:00Z');
const until = new Date('2026-06-07T12:00:00Z');
const slot = { postcodeArea: 'SW', startsAt: new Date('2026-06-01T12:00:01Z') };

it.each([
  ['an address of its zone', 'sw1a 1aa', now, true],
  ['another zone', 'SE1 1AA', now, false],
  ['a zone whose letters begin alike', 'S1 1AA', now, false],
  ['a slot that has begun', 'SW1A 1AA', slot.startsAt, false],
])('books for %s: %s', (_, postcode, at, expected) => {
  expect(isBookable(slot, { postcode, now: at, until })).toBe(expected);
});

it('books nothing that is not on offer yet: the hold on the card would end before the goods leave', () => {
  const booking = { postcode: 'SW1A 1AA', now, until };
  expect(isBookable({ ...slot, startsAt: until }, booking)).toBe(true);
  expect(isBookable({ ...slot, startsAt: new Date(until.getTime() + 1) }, booking)).toBe(false);
});
