import type { OrderStatus } from '@grocer/contracts/checkout';
import { type Books, type Movement, type OrderFacts, openBooks } from '../src/ledger/books.ts';

export const tea = '50184385';
export const now = new Date('2026-11-24T12:00:00Z');
export const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

/** The books before they are opened: what a test changes. */
export type Read = Omit<Books, 'ordersById' | 'movementsOf'>;

const paths: Readonly<Record<string, readonly OrderStatus[]>> = {
  pending: ['pending-payment'],
  confirmed: ['pending-payment', 'confirmed'],
  released: ['pending-payment', 'confirmed', 'released'],
  picked: ['pending-payment', 'confirmed', 'released', 'picked'],
  dispatched: ['pending-payment', 'confirmed', 'released', 'picked', 'dispatched'],
  rejected: ['pending-payment', 'rejected'],
  cancelled: ['pending-payment', 'confirmed', 'released', 'cancelled'],
};

/** Two teas at £2.50, delivered for £3.99, in the state that its id names, as it is at rest or well within its time. */
function orderIn(id: string): OrderFacts {
  const statuses = paths[id] ?? [];
  const status = statuses.at(-1) ?? 'pending-payment';
  const history = statuses.map((reached, index) => ({
    position: index + 1,
    status: reached,
    at: minutesAgo(20 - index),
  }));
  const isPicked = status === 'picked' || status === 'dispatched';
  const isConfirmed = statuses.includes('confirmed');
  const sent = {
    sentAt: status === 'confirmed' ? null : minutesAgo(18),
    sendAfter: now,
    isReceived: status !== 'confirmed',
  };
  return {
    id,
    customer: 'customer-1',
    status,
    statusAt: history.at(-1)?.at ?? now,
    placedAt: minutesAgo(20),
    pickingStartedAt: isPicked ? minutesAgo(17) : null,
    slotEndsAt: new Date(now.getTime() + 86_400_000),
    deliveryFeeMinor: 399,
    totalMinor: isPicked ? 649 : 899,
    ...paymentIn(status, id),
    lines: [{ sku: tea, quantity: 2, picked: isPicked ? 1 : null, unitPriceMinor: 250 }],
    history,
    outbox: [
      ...(isConfirmed ? [{ type: 'grocer.order.released', ...sent }] : []),
      ...(status === 'cancelled' ? [{ type: 'grocer.order.cancelled', ...sent }] : []),
    ],
    isDispatchApplied: status === 'dispatched',
  };
}

function paymentIn(status: OrderStatus, id: string) {
  const held = { paymentIntent: `pi_${id}`, authorisedMinor: 899, capturedMinor: 0, settleAfter: null };
  const none = { paymentIntent: null, authorisedMinor: 0, capturedMinor: 0 };
  switch (status) {
    case 'pending-payment':
      return { ...none, paymentStatus: 'unknown', settleAfter: now } as const;
    case 'rejected':
      return { ...none, paymentStatus: 'declined', settleAfter: null } as const;
    case 'cancelled':
      return { ...held, paymentStatus: 'voided' } as const;
    case 'dispatched':
      return { ...held, paymentStatus: 'captured', capturedMinor: 649 } as const;
    default:
      return { ...held, paymentStatus: 'authorised' } as const;
  }
}

const kinds: Readonly<Record<string, readonly [Movement['kind'], number][]>> = {
  confirmed: [['authorised', 899]],
  released: [['authorised', 899]],
  picked: [['authorised', 899]],
  dispatched: [
    ['authorised', 899],
    ['captured', 649],
    ['released', 250],
  ],
  rejected: [['declined', 899]],
  cancelled: [
    ['authorised', 899],
    ['released', 899],
  ],
};

/** A movement at the gateway, 15 minutes ago. */
export function movement(orderId: string, kind: Movement['kind'], amountMinor: number, sequence = 0): Movement {
  return { sequence, at: minutesAgo(15), kind, amountMinor, paymentIntent: `pi_${orderId}`, orderId };
}

/** An order in every state, and everything that belongs to them: no invariant is broken. */
export function soundBooks(): Read {
  const applied = { outcome: 'applied' as const, detail: null, hasEntry: false };
  const reported = (type: string, subject: string) => ({
    ...applied,
    id: `${type} ${subject}`,
    type: `grocer.${type}`,
    subject,
  });
  const key = { customer: 'customer-1', answerStatus: null, answeredOrderId: null };
  const answered = (orderId: string, answerStatus: number) => ({
    ...key,
    key: orderId,
    orderId,
    answerStatus,
    answeredOrderId: orderId,
  });
  return {
    now,
    shelves: [{ sku: tea, onHand: 96, reserved: 6, entered: 98, takenAway: 2, picked: 2, promised: 6 }],
    slots: [{ id: 'morning', capacity: 20, booked: 5, holding: 5 }],
    orders: Object.keys(paths).map(orderIn),
    keys: [{ ...key, key: 'pending', orderId: 'pending' }, answered('dispatched', 201), answered('rejected', 402)],
    appliedEvents: [
      reported('order.picking-started', 'dispatched'),
      reported('order.picked', 'dispatched'),
      reported('order.dispatched', 'dispatched'),
      { ...reported('stock.adjusted', tea), id: 'spoilt', hasEntry: true },
      { ...reported('order.dispatched', 'cancelled'), outcome: 'refused', detail: 'the order is cancelled' },
    ],
    entries: [{ id: 'spoilt', sku: tea, at: minutesAgo(30), isApplied: true }],
    movements: Object.entries(kinds)
      .flatMap(([id, moved]) => moved.map(([kind, amount]) => movement(id, kind, amount)))
      .map((moved, index) => ({ ...moved, sequence: index + 1 })),
    lastSeen: 100,
    reports: [{ id: 'spoilt', type: 'grocer.stock.adjusted', subject: tea, sentAt: minutesAgo(30), isDealtWith: true }],
    queues: queuesOf(),
  };
}

/** The depths of both queues: nothing lies in them, unless said otherwise. */
export function queuesOf({ orders = 0, events = 0, deadLetters = 0 } = {}): Books['queues'] {
  return [
    { name: 'warehouse-orders', depth: orders, deadLetters },
    { name: 'warehouse-events', depth: events, deadLetters },
  ];
}

/** The books with something else in them. */
export function booksWith(change: (read: Read) => Partial<Read>): Books {
  const read = soundBooks();
  return openBooks({ ...read, ...change(read) });
}

/** Changes one order. */
export function changeOrder(id: string, change: Partial<OrderFacts>): (read: Read) => Partial<Read> {
  return ({ orders }) => ({ orders: orders.map((order) => (order.id === id ? { ...order, ...change } : order)) });
}

/** Adds what moved, as the gateway's last words. */
export function addMovements(...added: Movement[]): (read: Read) => Partial<Read> {
  return ({ movements }) => ({
    movements: [...movements, ...added.map((moved, index) => ({ ...moved, sequence: moved.sequence || 50 + index }))],
  });
}
