import { pounds } from '@grocer/contracts/money';
import { type Books, isPast, type Movement, type OrderFacts, OVERDUE_MS } from './books.ts';
import { breach, type Rule, rule, type Verdict } from './invariant.ts';
import { ofOrders } from './order-rules.ts';

const MINUTE_MS = 60_000;
/** The gateway has captured, and nothing that could tell the order of it lies in the queue: so long that is none's fault. */
const CAPTURE_WRITTEN_MS = MINUTE_MS;
/** Past 23 h an authorisation is not repeated but looked up, which ends it. */
const SETTLED_MS = 25 * 60 * MINUTE_MS;

export const paymentRules: readonly Rule[] = [
  rule({
    ...ofOrders,
    name: 'charged-once',
    says: 'an order is authorised once at most, and captured once at most',
    judge({ id }, books) {
      const { authorisations, captures } = sumsOf(books.movementsOf(id));
      if (authorisations > 1) return breach(`authorised ${authorisations} times: ${intentsOf(books.movementsOf(id))}`);
      return captures > 1 ? breach(`captured ${captures} times: ${intentsOf(books.movementsOf(id))}`) : 'holds';
    },
  }),
  rule({
    name: 'charged-for-an-order',
    says: 'what is authorised or captured belongs to an order, which knows of no other payment',
    rows: ({ movements, lastSeen }) =>
      movements.filter(({ kind, sequence }) => (kind === 'authorised' || kind === 'captured') && sequence <= lastSeen),
    subject: ({ paymentIntent }: Movement) => `payment ${paymentIntent}`,
    judge({ kind, amountMinor, orderId, paymentIntent }, { ordersById }) {
      const order = orderId === undefined ? undefined : ordersById.get(orderId);
      if (!order)
        return breach(`${pounds(amountMinor)} ${kind} for ${orderId ? `order ${orderId}, which is none` : 'no order'}`);
      if (order.paymentIntent === null) return order.paymentStatus === 'unknown' ? 'in-flight' : 'holds';
      if (order.paymentIntent === paymentIntent) return 'holds';
      return breach(`${kind} for order ${order.id}, which is paid by ${order.paymentIntent}`);
    },
  }),
  rule({
    ...ofOrders,
    name: 'captured-as-picked',
    says: 'captured = picked + delivery, of dispatched orders alone',
    judge: judgeCapture,
  }),
  rule({
    ...ofOrders,
    name: 'holds-let-go',
    says: 'nothing stays on hold for an order that has ended',
    judge({ id, status, paymentStatus, settleAfter }, books) {
      const { held } = sumsOf(books.movementsOf(id));
      const isOff = status === 'cancelled' || status === 'rejected';
      if (held === 0 || !(isOff || paymentStatus === 'captured')) return 'holds';
      const isInHand = isOff && settleAfter !== null;
      if (isInHand || isMoving(id, books)) return 'in-flight';
      return breach(`${pounds(held)} on hold, and the order is ${status} (${paymentStatus})`);
    },
  }),
  rule({
    ...ofOrders,
    name: 'payments-agree',
    says: 'the order and the gateway tell the same of its payment',
    judge: judgeAgreement,
  }),
  rule({
    name: 'payments-in-hand',
    says: 'a payment that is open is taken up in time',
    rows: ({ orders }) => orders.filter(isOpen),
    subject: ofOrders.subject,
    judge: judgeOpenPayment,
  }),
];

interface Sums {
  readonly authorisations: number;
  readonly captures: number;
  readonly authorised: number;
  readonly captured: number;
  readonly released: number;
  readonly held: number;
}

function sumsOf(movements: readonly Movement[]): Sums {
  const of = (kind: Movement['kind']) => movements.filter((movement) => movement.kind === kind);
  const sum = (kind: Movement['kind']) => of(kind).reduce((total, { amountMinor }) => total + amountMinor, 0);
  const [authorised, captured, released] = [sum('authorised'), sum('captured'), sum('released')];
  const counts = { authorisations: of('authorised').length, captures: of('captured').length };
  return { ...counts, authorised, captured, released, held: authorised - captured - released };
}

function intentsOf(movements: readonly Movement[]): string {
  return [...new Set(movements.map(({ paymentIntent }) => paymentIntent))].join(', ');
}

/** The gateway did something for the order after its row was read. */
function isMoving(orderId: string, { movementsOf, lastSeen }: Books): boolean {
  return movementsOf(orderId).some(({ sequence }) => sequence > lastSeen);
}

function judgeCapture(order: OrderFacts, books: Books): Verdict {
  const { captured } = sumsOf(books.movementsOf(order.id));
  const { status, paymentStatus, capturedMinor, totalMinor } = order;
  if (paymentStatus === 'captured') {
    if (captured === capturedMinor && captured === totalMinor) return 'holds';
    const written = `${pounds(capturedMinor)} by the order, whose total is ${pounds(totalMinor)}`;
    return breach(`captured ${pounds(captured)} by the gateway, ${written}`);
  }
  if (captured === 0) return 'holds';
  const told = `${pounds(captured)} captured, and the order is ${status} (${paymentStatus})`;
  if (captured !== totalMinor) return breach(`${told} over ${pounds(totalMinor)}`);
  if (paymentStatus === 'capture-failed' && order.settleAfter !== null) return 'in-flight';
  return status === 'picked' && mayBeWritten(order, books) ? 'in-flight' : breach(told);
}

/** The report that captured is still in the queue, or was a moment ago. */
function mayBeWritten({ id }: OrderFacts, { movementsOf, queues, now }: Books): boolean {
  const reports = queues.find(({ name }) => name === 'warehouse-events');
  const last = movementsOf(id).at(-1);
  return (reports?.depth ?? 0) > 0 || (last !== undefined && !isPast(last.at, CAPTURE_WRITTEN_MS, now));
}

function judgeAgreement(order: OrderFacts, books: Books): Verdict {
  const { id, paymentStatus, authorisedMinor, settleAfter } = order;
  const { authorised, captured, released, held } = sumsOf(books.movementsOf(id));
  const differs = (told: string) => (isMoving(id, books) ? 'in-flight' : breach(told));
  switch (paymentStatus) {
    case 'unknown':
      return 'in-flight';
    case 'none':
    case 'declined':
      return held === 0 && captured === 0 ? 'holds' : differs(`${paymentStatus}, but ${pounds(held)} are on hold`);
  }
  if (authorised !== authorisedMinor)
    return breach(`${pounds(authorisedMinor)} authorised by the order, ${pounds(authorised)} by the gateway`);
  if (paymentStatus === 'voided')
    return released === authorised ? 'holds' : breach(`voided, but ${pounds(held)} are on hold`);
  if (paymentStatus !== 'authorised' || released === 0 || captured > 0) return 'holds';
  return settleAfter === null ? differs(`authorised, but ${pounds(released)} were let go`) : 'in-flight';
}

function isOpen({ status, paymentStatus }: OrderFacts): boolean {
  const isOff = status === 'cancelled' || status === 'rejected';
  return paymentStatus === 'unknown' || paymentStatus === 'capture-failed' || (isOff && paymentStatus === 'authorised');
}

function judgeOpenPayment({ status, paymentStatus, placedAt, settleAfter }: OrderFacts, { now }: Books): Verdict {
  const told = `${status}, its payment ${paymentStatus}`;
  if (settleAfter === null) {
    // A capture refused for good: the goods are gone, an incident has been raised, and no invariant is left to keep.
    return paymentStatus === 'capture-failed' ? 'holds' : breach(`${told}, and left to nobody`);
  }
  if (isPast(settleAfter, OVERDUE_MS, now)) return breach(`${told}, due since ${settleAfter.toISOString()}`);
  const isLate = paymentStatus === 'unknown' && isPast(placedAt, SETTLED_MS, now);
  return isLate ? breach(`${told}, since ${placedAt.toISOString()}`) : 'in-flight';
}
