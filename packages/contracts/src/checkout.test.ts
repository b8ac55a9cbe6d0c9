import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { IdempotencyKey, PlaceOrder } from './checkout.ts';

const order: PlaceOrder = {
  lines: [{ sku: '5000159407236', quantity: 2 }],
  slotId: '0192f3a0-0000-7000-8000-000000000001',
  deliveryAddress: { line1: '1 Brick Lane', city: 'London', postcode: 'E1 6AN' },
  paymentMethod: 'pm_card_visa',
};

describe('an order to place', () => {
  test('is taken with what it needs, and with a second address line and an expected total', () => {
    const full = {
      ...order,
      deliveryAddress: { ...order.deliveryAddress, line2: 'Flat 2' },
      expectedTotal: { amountMinor: 400, currency: 'GBP' },
    };
    expect(Value.Check(PlaceOrder, order)).toBe(true);
    expect(Value.Check(PlaceOrder, full)).toBe(true);
  });

  test.each<[string, object]>([
    ['no lines', { lines: [] }],
    ['101 lines', { lines: Array.from({ length: 101 }, () => order.lines[0]) }],
    ['a quantity of 0', { lines: [{ sku: '5000159407236', quantity: 0 }] }],
    ['a quantity of 100', { lines: [{ sku: '5000159407236', quantity: 100 }] }],
    ['a fractional quantity', { lines: [{ sku: '5000159407236', quantity: 1.5 }] }],
    ['a slot that is no id', { slotId: 'tomorrow' }],
    ['a blank address', { deliveryAddress: { ...order.deliveryAddress, line1: '  ' } }],
    ['a NUL in the address', { deliveryAddress: { ...order.deliveryAddress, line1: 'a\u0000b' } }],
    ['an address that never ends', { deliveryAddress: { ...order.deliveryAddress, line1: 'a'.repeat(121) } }],
    ['a field nobody knows', { voucher: 'FREE' }],
  ])('is refused with %s', (_, change) => {
    expect(Value.Check(PlaceOrder, { ...order, ...change })).toBe(false);
  });
});

test.each([
  ['a', true],
  ['k'.repeat(255), true],
  ['"quoted"', true],
  ['', false],
  ['k'.repeat(256), false],
  ['two words', false],
  ['clé', false],
])('takes %j for an idempotency key: %s', (key, taken) => {
  expect(Value.Check(IdempotencyKey, key)).toBe(taken);
});
