import { describe, expect, it } from 'vitest';
import {
  addMovements,
  booksWith,
  changeOrder,
  minutesAgo,
  movement,
  now,
  queuesOf,
  type Read,
  tea,
} from '../test/sound-books.ts';
import type { AppliedFacts, KeyFacts, OrderFacts, ShelfFacts } from './ledger/books.ts';
import { reportOn } from './ledger.ts';

type Change = (read: Read) => Partial<Read>;

const both =
  (first: Change, second: Change): Change =>
  (read) => {
    const changed = { ...read, ...first(read) };
    return { ...changed, ...second(changed) };
  };
/** Leaves an order the movements of these kinds alone. */
const only =
  (order: string, ...kept: string[]): Change =>
  ({ movements }) => ({ movements: movements.filter(({ orderId, kind }) => orderId !== order || kept.includes(kind)) });
const shelf =
  (change: Partial<ShelfFacts>): Change =>
  ({ shelves }) => ({ shelves: shelves.map((row) => ({ ...row, ...change })) });
const key =
  (change: Partial<KeyFacts>): Change =>
  ({ keys }) => ({ keys: keys.map((row) => (row.key === 'dispatched' ? { ...row, ...change } : row)) });
const event = (change: Partial<AppliedFacts>): Change => {
  const facts: AppliedFacts = {
    id: 'event',
    type: 'grocer.order.picked',
    subject: 'picked',
    outcome: 'applied',
    detail: null,
    hasEntry: false,
  };
  return ({ appliedEvents }) => ({ appliedEvents: [...appliedEvents, { ...facts, ...change }] });
};
const history = (...statuses: OrderFacts['status'][]) =>
  statuses.map((status, index) => ({ position: index + 1, status, at: minutesAgo(20 - index) }));
const line = (picked: number | null) => ({ sku: tea, quantity: 2, picked, unitPriceMinor: 250 });
const release = { type: 'grocer.order.released', sentAt: null, sendAfter: now, isReceived: true };
/** A message that was sent so long ago and that the warehouse has not had. */
const unheard = (type: string, sentAt = minutesAgo(11)) => ({ type, sentAt, sendAfter: now, isReceived: false });
const lostRelease = changeOrder('released', { outbox: [unheard('grocer.order.released')] });
const report = (sentAt: Date | null): Change => {
  const lost = { id: 'lost', type: 'grocer.stock.adjusted', subject: tea, sentAt, isDealtWith: false };
  return ({ reports }) => ({ reports: [...reports, lost] });
};

/** The breaches of a change, as `invariant: subject: detail`. */
function breachesOf(change: Change): string[] {
  return reportOn(booksWith(change)).invariants.flatMap(({ name, breaches }) =>
    breaches.map(({ subject, detail }) => `${name}: ${subject}: ${detail}`),
  );
}

it('finds nothing in books that agree, and tells what is still at work', () => {
  const report = reportOn(booksWith(() => ({})));
  expect(report.invariants.flatMap(({ breaches }) => breaches)).toEqual([]);
  const inFlight = report.invariants.filter((found) => found.inFlight > 0);
  expect(inFlight.map((found) => `${found.name} ${found.inFlight}`)).toEqual([
    'orders-end 4',
    'payments-agree 1',
    'payments-in-hand 1',
    'events-sent 1',
  ]);
  expect(report.invariants.every(({ checked }) => checked > 0)).toBe(true);
});

const planted: [name: string, told: string, change: Change][] = [
  ['stock-conserved', '95 on hand, but 98 entered − 2 picked = 96', shelf({ onHand: 95 })],
  ['stock-conserved', 'has no shelf', shelf({ onHand: null, reserved: 0, promised: 0 })],
  ['reserved-is-promised', '5 reserved, but 6 promised', shelf({ reserved: 5 })],
  ['nothing-oversold', '3 more reserved than on hand', shelf({ onHand: 3, entered: 5 })],
  ['slots-booked', '4 booked, but 5 orders', () => ({ slots: [{ id: 'x', capacity: 9, booked: 4, holding: 5 }] })],
  ['slots-booked', '5 orders hold one of 4', () => ({ slots: [{ id: 'x', capacity: 4, booked: 5, holding: 5 }] })],
  ['history-legal', 'no history', changeOrder('pending', { history: [] })],
  [
    'history-legal',
    'a step is missing',
    changeOrder('rejected', { history: history('rejected').map((step) => ({ ...step, position: 2 })) }),
  ],
  ['history-legal', 'begins wrongly', changeOrder('rejected', { history: history('rejected') })],
  ['history-legal', 'its status is rejected', changeOrder('rejected', { history: history('pending-payment') })],
  ['history-legal', 'its status is rejected', changeOrder('rejected', { statusAt: now })],
  [
    'history-legal',
    'an illegal step',
    changeOrder('dispatched', {
      statusAt: minutesAgo(18),
      history: history('pending-payment', 'confirmed', 'dispatched').toSpliced(1, 1, {
        position: 2,
        status: 'rejected',
        at: now,
      }),
    }),
  ],
  ['picks-complete', 'no lines', changeOrder('rejected', { lines: [], totalMinor: 399 })],
  [
    'picks-complete',
    'more is picked',
    changeOrder('picked', { lines: [line(3)], totalMinor: 1149, authorisedMinor: 1149 }),
  ],
  ['picks-complete', '1 of 2 lines', changeOrder('picked', { lines: [line(1), { ...line(null), unitPriceMinor: 0 }] })],
  ['picks-complete', 'nothing is picked of it', changeOrder('picked', { lines: [line(0)], totalMinor: 399 })],
  ['picks-complete', 'picking never started', changeOrder('picked', { pickingStartedAt: null })],
  ['picks-complete', 'goods are picked of it', changeOrder('cancelled', { lines: [line(2)] })],
  ['picks-complete', 'lines are picked', changeOrder('released', { lines: [line(2)] })],
  ['totals-add-up', 'the total is £9.00', changeOrder('released', { totalMinor: 900 })],
  [
    'totals-add-up',
    '£8.99 were authorised',
    changeOrder('released', {
      lines: [line(2)].map((given) => ({ ...given, quantity: 9, picked: null })),
      totalMinor: 2649,
    }),
  ],
  ['orders-end', 'still released', changeOrder('released', { slotEndsAt: minutesAgo(1441) })],
  ['charged-once', 'authorised 2 times: pi_released', addMovements(movement('released', 'authorised', 899))],
  ['charged-once', 'captured 2 times: pi_dispatched', addMovements(movement('dispatched', 'captured', 649))],
  ['charged-for-an-order', 'no order', addMovements({ ...movement('x', 'authorised', 5), orderId: undefined })],
  ['charged-for-an-order', 'order gone, which is none', addMovements(movement('gone', 'authorised', 899))],
  ['charged-for-an-order', 'which is paid by pi_other', changeOrder('released', { paymentIntent: 'pi_other' })],
  ['captured-as-picked', 'captured £6.49 by the gateway, £6.50', changeOrder('dispatched', { capturedMinor: 650 })],
  ['captured-as-picked', 'captured £0.00 by the gateway', only('dispatched', 'authorised', 'released')],
  ['captured-as-picked', 'the order is picked', addMovements(movement('picked', 'captured', 649))],
  ['captured-as-picked', 'over £6.49', addMovements(movement('picked', 'captured', 650))],
  ['captured-as-picked', 'the order is cancelled', addMovements(movement('cancelled', 'captured', 899))],
  ['holds-let-go', '£8.99 on hold', only('cancelled', 'authorised')],
  ['holds-let-go', '£2.50 on hold, and the order is dispatched', only('dispatched', 'authorised', 'captured')],
  ['payments-agree', '£0.00 by the gateway', only('released')],
  ['payments-agree', 'declined, but £8.99', addMovements(movement('rejected', 'authorised', 899))],
  ['payments-agree', 'voided, but £8.99', only('cancelled', 'authorised')],
  ['payments-agree', '£8.99 were let go', addMovements(movement('released', 'released', 899))],
  ['payments-in-hand', 'left to nobody', changeOrder('pending', { settleAfter: null })],
  [
    'payments-in-hand',
    'cancelled, its payment authorised, and left to nobody',
    changeOrder('cancelled', { paymentStatus: 'authorised' }),
  ],
  ['payments-in-hand', 'due since', changeOrder('pending', { settleAfter: minutesAgo(11) })],
  ['payments-in-hand', 'unknown, since', changeOrder('pending', { placedAt: minutesAgo(25 * 60 + 1) })],
  ['events-sent', 'no release is recorded', changeOrder('confirmed', { outbox: [] })],
  ['events-sent', 'never confirmed', changeOrder('pending', { outbox: [release] })],
  ['events-sent', 'no event tells of it', changeOrder('cancelled', { outbox: [{ ...release, sentAt: now }] })],
  ['events-sent', 'still confirmed', changeOrder('confirmed', { outbox: [{ ...release, sentAt: now }] })],
  [
    'events-sent',
    'unsent, due since',
    changeOrder('confirmed', { outbox: [{ ...release, sendAfter: minutesAgo(11) }] }),
  ],
  ['messages-arrive', 'the warehouse has not had it', lostRelease],
  [
    'messages-arrive',
    'grocer.order.cancelled was sent',
    changeOrder('cancelled', { outbox: [release, unheard('grocer.order.cancelled')] }),
  ],
  ['reports-arrive', 'nobody has dealt with it', report(minutesAgo(11))],
  ['keys-answer', 'does not exist', key({ orderId: 'gone', answeredOrderId: 'gone' })],
  ['keys-answer', 'that of customer-1', key({ customer: 'customer-2' })],
  ['keys-answer', 'answers released', key({ answeredOrderId: 'released' })],
  ['keys-answer', 'answers 402', key({ answerStatus: 402 })],
  ['keys-answer', 'answers 201', key({ orderId: 'pending', answeredOrderId: 'pending' })],
  ['events-applied', 'nobody knows why', event({ outcome: 'ignored' })],
  ['events-applied', 'left no entry', event({ type: 'grocer.stock.adjusted', subject: tea })],
  ['events-applied', 'does not exist', event({ subject: 'gone' })],
  ['events-applied', 'as if it had not come', event({ subject: 'released' })],
  ['events-applied', 'as if it had not come', event({ type: 'grocer.order.picking-started', subject: 'released' })],
  ['events-applied', 'as if it had not come', event({ type: 'grocer.order.dispatched' })],
  ['dispatches-reported', 'no event said so', changeOrder('dispatched', { isDispatchApplied: false })],
  [
    'differences-reported',
    'no event',
    ({ entries }) => ({ entries: entries.map((entry) => ({ ...entry, isApplied: false })) }),
  ],
];

describe('a breach of', () => {
  it.each(planted)('%s is told: %s', (name, told, change) => {
    expect(breachesOf(change).filter((breach) => breach.startsWith(`${name}: `))).toEqual([
      expect.stringContaining(told),
    ]);
  });

  it('every invariant is among them', () => {
    const invariants = reportOn(booksWith(() => ({}))).invariants.map(({ name }) => name);
    expect(new Set(planted.map(([name]) => name))).toEqual(new Set(invariants));
  });
});

describe('work in flight is no breach:', () => {
  const openVoid = { paymentStatus: 'authorised', settleAfter: now } as const;
  it.each<[what: string, change: Change]>([
    ['a hold that no answer told of', addMovements(movement('pending', 'authorised', 899))],
    ['a hold that recover is to let go', both(changeOrder('cancelled', openVoid), only('cancelled', 'authorised'))],
    ['a hold let go and not yet written', changeOrder('cancelled', openVoid)],
    [
      'a capture whose report is in the queue',
      both(addMovements(movement('picked', 'captured', 649)), () => ({
        queues: queuesOf({ events: 1 }),
      })),
    ],
    ['a capture of a moment ago', addMovements({ ...movement('picked', 'captured', 649), at: now })],
    [
      'a refused capture that has succeeded',
      changeOrder('dispatched', { paymentStatus: 'capture-failed', capturedMinor: 0, settleAfter: now }),
    ],
    [
      'a payment made after the database was read',
      addMovements({ ...movement('unread', 'authorised', 899), sequence: 101 }),
    ],
    [
      'a hold of a rejected order that appeared after that',
      addMovements({ ...movement('rejected', 'authorised', 899), sequence: 101 }),
    ],
    ['a release that is sent again', changeOrder('released', { outbox: [release] })],
    ['a release that lies in the queue', both(lostRelease, () => ({ queues: queuesOf({ orders: 1 }) }))],
    ['a release that a person has to look at', both(lostRelease, () => ({ queues: queuesOf({ deadLetters: 1 }) }))],
    [
      'a release that was sent a moment ago',
      changeOrder('released', { outbox: [unheard('grocer.order.released', minutesAgo(9))] }),
    ],
    ['a report that is not sent yet', report(null)],
    ['a report that was sent a moment ago', report(minutesAgo(9))],
    ['a report that lies in the queue', both(report(minutesAgo(11)), () => ({ queues: queuesOf({ events: 1 }) }))],
    [
      'a lost release of an order that was cancelled, or that the warehouse has told of',
      both(
        changeOrder('picked', { outbox: [unheard('grocer.order.released')] }),
        changeOrder('cancelled', {
          outbox: [unheard('grocer.order.released'), { ...release, type: 'grocer.order.cancelled' }],
        }),
      ),
    ],
    ['a stored 202', key({ answerStatus: 202 })],
    [
      'a capture refused for good',
      both(
        changeOrder('dispatched', { paymentStatus: 'capture-failed', capturedMinor: 0 }),
        only('dispatched', 'authorised'),
      ),
    ],
    [
      'an order of which nothing was picked',
      both(
        changeOrder('cancelled', {
          lines: [line(0)],
          totalMinor: 0,
          deliveryFeeMinor: 0,
          outbox: [{ ...release, sentAt: now }],
        }),
        event({ subject: 'cancelled' }),
      ),
    ],
  ])('%s', (_, change) => {
    expect(breachesOf(change)).toEqual([]);
  });
});
