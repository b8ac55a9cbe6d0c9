import {
  type AppliedFacts,
  type Books,
  type EntryFacts,
  isPast,
  type KeyFacts,
  type OrderFacts,
  OVERDUE_MS,
} from './books.ts';
import { breach, type Rule, rule, type Verdict } from './invariant.ts';
import { ofOrders } from './order-rules.ts';

const DAY_MS = 86_400_000;
/** Recover forgets events after 28 days. */
export const KEPT_MS = 27 * DAY_MS;

export const RELEASED = 'grocer.order.released';
export const CANCELLED = 'grocer.order.cancelled';

export const messageRules: readonly Rule[] = [
  rule({
    ...ofOrders,
    name: 'events-sent',
    says: 'the warehouse is told of every order that was confirmed, of its cancel, and of no other order',
    judge: judgeOutbox,
  }),
  rule({
    name: 'keys-answer',
    says: "a key's stored answer is that of its order and of its customer",
    rows: ({ keys }) => keys,
    subject: ({ customer, key }: KeyFacts) => `key ${key} of ${customer}`,
    judge: judgeKey,
  }),
  rule({
    name: 'events-applied',
    says: 'an applied event has left its mark, any other its reason',
    rows: ({ appliedEvents }) => appliedEvents,
    subject: ({ id, type }: AppliedFacts) => `${type} ${id}`,
    judge: judgeApplied,
  }),
  rule({
    name: 'dispatches-reported',
    says: 'an order is dispatched by an event, which is applied',
    rows: ({ orders, now }) =>
      orders.filter(({ status, statusAt }) => status === 'dispatched' && !isPast(statusAt, KEPT_MS, now)),
    subject: ofOrders.subject,
    judge: ({ isDispatchApplied }) => (isDispatchApplied ? 'holds' : breach('it is dispatched, and no event said so')),
  }),
  rule({
    name: 'differences-reported',
    says: 'a difference of stock comes from an event, which is applied',
    rows: ({ entries, now }) => entries.filter(({ at }) => !isPast(at, KEPT_MS, now)),
    subject: ({ id, sku }: EntryFacts) => `entry ${id} of SKU ${sku}`,
    judge: ({ isApplied }) => (isApplied ? 'holds' : breach('no event was applied for it')),
  }),
];

function judgeOutbox(order: OrderFacts, { now }: Books): Verdict {
  const release = order.outbox.find(({ type }) => type === RELEASED);
  const cancel = order.outbox.find(({ type }) => type === CANCELLED);
  if (!order.history.some(({ status }) => status === 'confirmed')) {
    return release || cancel ? breach('the warehouse is told of an order that was never confirmed') : 'holds';
  }
  if (!release) return breach('it was confirmed, and no release is recorded');
  const isUnpicked = order.lines.every(({ picked }) => picked === 0);
  if (order.status === 'cancelled' && !isUnpicked && !cancel)
    return breach('it is cancelled, and no event tells of it');
  if (order.status === 'confirmed' && release.sentAt) return breach('its release is sent, and it is still confirmed');
  const unsent = order.outbox.filter(({ sentAt }) => sentAt === null);
  const overdue = unsent.find(({ sendAfter }) => isPast(sendAfter, OVERDUE_MS, now));
  if (overdue) return breach(`${overdue.type} is unsent, due since ${overdue.sendAfter.toISOString()}`);
  return unsent.length > 0 ? 'in-flight' : 'holds';
}

function judgeKey({ customer, orderId, answerStatus, answeredOrderId }: KeyFacts, { ordersById }: Books): Verdict {
  const order = ordersById.get(orderId);
  if (!order) return breach(`its order ${orderId} does not exist`);
  if (order.customer !== customer) return breach(`its order ${orderId} is that of ${order.customer}`);
  if (answerStatus === null) return 'holds';
  if (answeredOrderId !== orderId) return breach(`it belongs to order ${orderId} and answers ${answeredOrderId}`);
  const isTrue =
    answerStatus === 201
      ? order.status !== 'pending-payment' && order.status !== 'rejected'
      : answerStatus === 202 || order.status === 'rejected';
  return isTrue ? 'holds' : breach(`it answers ${answerStatus}, and order ${orderId} is ${order.status}`);
}

function judgeApplied({ type, subject, outcome, detail, hasEntry }: AppliedFacts, { ordersById }: Books): Verdict {
  if (outcome !== 'applied') return detail ? 'holds' : breach(`it is ${outcome}, and nobody knows why`);
  if (type === 'grocer.stock.adjusted') return hasEntry ? 'holds' : breach(`it left no entry of SKU ${subject}`);
  const order = ordersById.get(subject);
  if (!order) return breach(`order ${subject} does not exist`);
  return hasMark(type, order) ? 'holds' : breach(`order ${subject} is ${order.status}, as if it had not come`);
}

function hasMark(type: string, { status, pickingStartedAt, lines }: OrderFacts): boolean {
  const isUnpicked = status === 'cancelled' && lines.every(({ picked }) => picked === 0);
  switch (type) {
    case 'grocer.order.picking-started':
      return pickingStartedAt !== null;
    case 'grocer.order.picked':
      return isUnpicked || status === 'picked' || status === 'dispatched';
    default:
      return isUnpicked || status === 'dispatched';
  }
}
