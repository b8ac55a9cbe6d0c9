import { become, customerMayCancel, type Model, orderOf, ordersUnder, wishOf } from './model.ts';
import type { Rules, Thread } from './thread.ts';
import { CLAIM_MS, HEAD_START_MS, KEY_LIFE_MS } from './times.ts';
import { costOf, type OrderState, type SkuName, slots } from './world.ts';

/** What checkout does for a customer, but for the payment. */
export const placing = {
  'look the key up': (model, { act, label }) => {
    const key = model.world.keys[label];
    if (!key || key.expiresAt <= model.now) return [{ do: 'reserve', act, label }];
    if (key.answer === null && key.claimedUntil > model.now) return answer(model, act, 'request-in-progress');
    if (key.answer === null || key.answer.startsWith('202')) {
      return [{ do: 'read the answer', act, order: key.order, isReplay: true }];
    }
    return answer(model, act, `${key.answer} again`);
  },

  reserve: (model, { act, label }) => {
    const { now, world } = model;
    const { lines, slot } = wishOf(model, label);
    const { capacity, startsAt } = slots[slot];
    if (startsAt <= now) return answer(model, act, 'slot-unknown');
    if ((world.keys[label]?.expiresAt ?? 0) > now) return [{ do: 'look the key up', act, label }];
    if (world.slots[slot] >= capacity) return answer(model, act, 'slot-full');
    if (lines.some(({ sku, quantity }) => availableOf(model, sku) < quantity)) {
      return answer(model, act, 'out-of-stock');
    }
    for (const { sku, quantity } of lines) world.shelves[sku].reserved += quantity;
    world.slots[slot] += 1;
    const order = `${label}#${ordersUnder(model, label).length + 1}`;
    world.orders[order] = newOrder(model, label);
    world.keys[label] = { order, claimedUntil: now + CLAIM_MS, expiresAt: now + KEY_LIFE_MS, answer: null };
    return [{ do: 'authorise', order, act, statusAt: now }];
  },

  'read the answer': (model, { act, order: key, isReplay }) => {
    const found = answerOf(orderOf(model, key));
    return [{ do: 'store the answer', act, order: key, answer: isReplay ? `${found} again` : found }];
  },

  'store the answer': (model, { act, order, answer: found }) => {
    const key = Object.values(model.world.keys).find((used) => used.order === order);
    if (!key) return answer(model, act, found);
    if (key.answer !== null && !key.answer.startsWith('202')) return answer(model, act, `${key.answer} again`);
    storeFirst(model, order, found.replace(' again', ''));
    return answer(model, act, found);
  },

  cancel: (model, { act, label }) => {
    const key = ordersUnder(model, label).at(-1);
    if (!key) return answer(model, act, 'nothing to cancel');
    const order = orderOf(model, key);
    const voiding = [
      { do: 'let the hold go', order: key },
      { do: 'answer the order', act, order: key },
    ] as const;
    if (order.status === 'cancelled') {
      return order.payment === 'authorised' ? voiding : answer(model, act, `cancelled/${order.payment}`);
    }
    if (!customerMayCancel(order)) return answer(model, act, 'too-late-to-cancel');
    become(model, order, 'cancelled');
    order.attempts = 0;
    order.settleAfter = model.now + CLAIM_MS + HEAD_START_MS;
    giveBack(model, order);
    if (order.payment === 'unknown') return answer(model, act, 'cancelled/unknown');
    order.withdrawal = { sendAfter: model.now + HEAD_START_MS, sentAt: null, sends: 0 };
    return [{ do: 'send', order: key, what: 'withdrawal' }, ...voiding];
  },

  'answer the order': (model, { act, order: key }) => {
    const { status, payment } = orderOf(model, key);
    return answer(model, act, `${status}/${payment}`);
  },
} satisfies Partial<Rules>;

/** Ends an order's reservation and its place in the slot: the goods stay on the shelf. */
export function giveBack({ world }: Model, order: OrderState): void {
  world.slots[order.slot] -= 1;
  for (const { sku, quantity } of order.lines) world.shelves[sku].reserved -= quantity;
}

/** Stores an answer with its order's key, unless a final one is stored; ends the claim. */
export function storeFirst({ world, now }: Model, order: string, found: string): void {
  const key = Object.values(world.keys).find((used) => used.order === order);
  if (!key) return;
  key.answer = found;
  key.claimedUntil = Math.min(key.claimedUntil, now);
}

export function answerOf({ status, payment }: OrderState): string {
  if (status === 'rejected') return '402';
  return `${status === 'pending-payment' ? 202 : 201} ${status}/${payment}`;
}

function availableOf({ world }: Model, sku: SkuName): number {
  return world.shelves[sku].onHand - world.shelves[sku].reserved;
}

function answer(model: Model, act: number, text: string): Thread {
  model.answers[act] = text;
  return [];
}

function newOrder(model: Model, label: string): OrderState {
  const { lines, slot } = wishOf(model, label);
  const feeMinor: number = slots[slot].feeMinor;
  return {
    placedAt: model.now,
    slot,
    status: 'pending-payment',
    statusAt: model.now,
    history: ['pending-payment'],
    payment: 'unknown',
    lines: lines.map(({ sku, quantity }) => ({ sku, quantity, picked: null })),
    feeMinor,
    totalMinor: costOf(lines) + feeMinor,
    authorisedMinor: 0,
    capturedMinor: 0,
    isPicking: false,
    settleAfter: model.now + CLAIM_MS + HEAD_START_MS,
    attempts: 0,
    release: null,
    withdrawal: null,
    asked: 0,
    money: [],
  };
}
