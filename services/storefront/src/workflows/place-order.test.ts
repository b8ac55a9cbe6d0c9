import type { Order, PlaceOrder } from '@grocer/contracts/checkout';
import { pence } from '@grocer/contracts/money';
import { type ProblemCode, problems, problemType } from '@grocer/contracts/problems';
import { expect, test } from 'vitest';
import { Refused, Unreachable } from '../api/http.ts';
import { placeOrder } from './place-order.ts';

const at = '2026-11-24T10:00:00.000Z';
const slot = { id: '0190163d-8694-739b-aea5-966c26f8ad92', startsAt: at, endsAt: at };
const body: PlaceOrder = {
  lines: [{ sku: '5000159407236', quantity: 2 }],
  slotId: slot.id,
  deliveryAddress: { line1: '1 Brick Lane', city: 'London', postcode: 'E1 6SA' },
  paymentMethod: 'pm_card_visa',
};
const order: Order = {
  id: '0190163d-8694-739b-aea5-966c26f8ad91',
  status: 'confirmed',
  placedAt: at,
  lines: [],
  slot,
  deliveryFee: pence(0),
  total: pence(290),
  payment: { status: 'authorised', amountAuthorised: pence(290), amountCaptured: pence(0) },
  history: [],
};

function refused(code: ProblemCode): Refused {
  return new Refused({ type: problemType(code), ...problems[code], detail: code, instance: '/checkout/v1/orders' });
}

/** A shop whose checkout gives these answers in turn, and that notes the keys it saw. */
function shop(...answers: (Error | Order)[]) {
  const keys: string[] = [];
  const items = new Map<string, string>();
  let made = 0;
  const placing = {
    checkout: {
      place: async (attempt: { key: string }) => {
        keys.push(attempt.key);
        const answer = answers.shift() ?? order;
        if (answer instanceof Error) throw answer;
        return answer;
      },
    },
    storage: {
      getItem: (key: string) => items.get(key) ?? null,
      setItem: (key: string, value: string) => void items.set(key, value),
      removeItem: (key: string) => void items.delete(key),
    },
    newKey: () => `key-${++made}`,
    pause: async () => undefined,
  };
  return { keys, place: (wanted = body) => placeOrder(placing, wanted) };
}

test('repeats a lost attempt under its own key', async () => {
  const { place, keys } = shop(new Unreachable('no answer'), refused('overloaded'), order);
  await expect(place()).rejects.toThrow(Unreachable);
  await expect(place()).rejects.toThrow(Refused);
  expect(await place()).toBe(order);
  expect(new Set(keys).size).toBe(1);
});

test('waits while the first request with its key still runs', async () => {
  const { place, keys } = shop(refused('request-in-progress'), refused('request-in-progress'), order);
  expect(await place()).toBe(order);
  expect(keys).toEqual(['key-1', 'key-1', 'key-1']);
});

test('takes a new key after an answer that settles the attempt', async () => {
  const { place, keys } = shop(refused('payment-declined'), refused('slot-full'), order, order);
  await expect(place()).rejects.toThrow(Refused);
  await expect(place()).rejects.toThrow(Refused);
  await place();
  await place();
  expect(new Set(keys).size).toBe(4);
});

test('takes a new key for a changed order, even while the last one is open', async () => {
  const { place, keys } = shop(new Unreachable('no answer'), order);
  await expect(place()).rejects.toThrow(Unreachable);
  await place({ ...body, paymentMethod: 'pm_card_mastercard' });
  expect(new Set(keys).size).toBe(2);
});
