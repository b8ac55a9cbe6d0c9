import type { PlaceOrder } from '@grocer/contracts/checkout';
import { expect, test } from 'vitest';
import { attemptFor } from './attempt.ts';

const body: PlaceOrder = {
  lines: [{ sku: '5000159407236', quantity: 2 }],
  slotId: '0190163d-8694-739b-aea5-966c26f8ad91',
  deliveryAddress: { line1: '1 Brick Lane', city: 'London', postcode: 'E1 6SA' },
  paymentMethod: 'pm_card_visa',
};

test('repeats the same order under the same key', () => {
  const first = attemptFor(body, undefined, 'key-1');
  expect(attemptFor(structuredClone(body), first, 'key-2')).toBe(first);
});

test('gives a changed order a key of its own', () => {
  const first = attemptFor(body, undefined, 'key-1');
  const other = { ...body, lines: [{ sku: '5000159407236', quantity: 3 }] };
  expect(attemptFor(other, first, 'key-2')).toEqual({ key: 'key-2', body: other });
});
