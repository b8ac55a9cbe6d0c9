import { expect, it } from 'vitest';
import { isBookable } from './slot-offer.ts';

const now = new Date('2026-06-01T12:00:00Z');
const slot = { postcodeArea: 'SW', startsAt: new Date('2026-06-01T12:00:01Z') };

it.each([
  ['an address of its zone', 'sw1a 1aa', now, true],
  ['another zone', 'SE1 1AA', now, false],
  ['a zone whose letters begin alike', 'S1 1AA', now, false],
  ['a slot that has begun', 'SW1A 1AA', slot.startsAt, false],
])('books for %s: %s', (_, postcode, at, expected) => {
  expect(isBookable(slot, { postcode, now: at })).toBe(expected);
});
