import { newId } from '@grocer/chassis/ids';
import { inTransaction } from '@grocer/chassis/postgres';
import { createTestDatabase, type TestDatabase } from '@grocer/test-support/database';
import { startTestGateway, type TestGateway } from '@grocer/test-support/gateway';
import { claimOf, insertPendingOrder, newOrder, openTestSlot, stockShelf } from '@grocer/test-support/orders';
import { createTestQueue, type TestQueue } from '@grocer/test-support/queues';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrderRecord } from '../src/domain/order.ts';
import { readGatewayLedger } from '../src/ledger/gateway-ledger.ts';
import { checkLedger } from '../src/ledger.ts';
import { claimEvent } from '../src/store/applied-events.ts';
import { cancelOrder, pickOrder, setPickedLines } from '../src/store/orders.ts';
import { markEventsSent } from '../src/store/outbox.ts';
import { dispatchCaptured } from '../src/store/payments.ts';
import { placeReserved } from '../src/store/placing.ts';
import { giveSlotBack } from '../src/store/slots.ts';
import { adjustStock, giveStockBack, takePickedStock } from '../src/store/stock.ts';
import { confirmPaid } from '../src/workflows/settle-payment.ts';

const SKU = '50184385';
const soon = () => new Date(Date.now() + 60_000);
let database: TestDatabase;
let gateway: TestGateway;
let queue: TestQueue;

beforeAll(async () => {
  [database, gateway, queue] = await Promise.all([
    createTestDatabase(),
    startTestGateway(),
    createTestQueue('warehouse-events'),
  ]);
  await stockShelf(database.admin, { [SKU]: 100 });
  await placePending();
  await dispatch(await placeConfirmed());
  await cancel(await placeConfirmed());
  await reportSpoilt();
  await tellOfTheWarehouse();
});
afterAll(async () => {
  await queue.queues.close();
  await gateway.stop();
  await database.drop();
});

async function placePending(): Promise<OrderRecord> {
  const order = newOrder({ slotId: await openTestSlot(database.admin) });
  return insertPendingOrder(database.as('checkout'), order);
}

/** An order whose release is sent and whose key has its answer. */
async function placeConfirmed(): Promise<OrderRecord> {
  const order = newOrder({ slotId: await openTestSlot(database.admin) });
  await placeReserved(database.as('checkout'), order, claimOf(order.id));
  const outcome = await gateway.gateway.authorise(order);
  if (outcome.kind !== 'authorised') throw new Error(`the payment is ${outcome.kind}`);
  const at = new Date();
  const settlement = await confirmPaid(database.as('checkout'), order, outcome.hold, {
    source: 'checkout',
    now: at,
    sendAfter: soon(),
    answerFor: ({ id }) => ({ status: 201, body: JSON.stringify({ id }) }),
  });
  if (settlement.kind !== 'confirmed') throw new Error(`the order is ${settlement.kind}`);
  await markEventsSent(database.as('checkout'), [settlement.release.event.id], at);
  return settlement.order;
}

async function dispatch({ id, totalMinor, paymentIntent }: OrderRecord): Promise<void> {
  const capture = await gateway.gateway.capture(paymentIntent ?? '', totalMinor - 250);
  if (capture.kind !== 'captured') throw new Error(`the capture is ${capture.kind}`);
  const at = new Date();
  await inTransaction(database.as('checkout'), async (tx) => {
    await claimEvent(tx, { id: newId(), type: 'grocer.order.dispatched', subject: id, at });
    await setPickedLines(tx, id, [{ sku: SKU, picked: 1 }]);
    await pickOrder(tx, id, totalMinor - 250, at);
    await takePickedStock(tx, id);
    await dispatchCaptured(tx, id, capture.amountMinor, at);
  });
}

/** The customer's cancel, up to the moment before the hold is let go; the warehouse was told. */
async function cancel({ id, customer }: OrderRecord): Promise<void> {
  await inTransaction(database.as('checkout'), async (tx) => {
    await cancelOrder(tx, { orderId: id, customer, at: new Date(), settleAfter: soon() });
    await giveSlotBack(tx, id);
    await giveStockBack(tx, id);
    await tx.query(
      `insert into checkout.outbox (id, order_id, type, event, send_after, sent_at)
       values ($1, $2, 'grocer.order.cancelled', '{}', now(), now())`,
      [newId(), id],
    );
  });
}

async function reportSpoilt(): Promise<void> {
  const [id, at] = [newId(), new Date()];
  await inTransaction(database.as('checkout'), async (tx) => {
    await claimEvent(tx, { id, type: 'grocer.stock.adjusted', subject: SKU, at });
    await adjustStock(tx, { id, sku: SKU, delta: -3, reason: 'spoilt', at });
  });
}

/** What the warehouse has written down, an hour ago: the cancel, and the difference that it reported. */
async function tellOfTheWarehouse(): Promise<void> {
  const { admin } = database;
  await admin.query(
    `insert into warehouse.orders (id, released_at, cancelled_at)
     select order_id, now(), now() from checkout.outbox where type = 'grocer.order.cancelled'`,
  );
  await admin.query(`update checkout.outbox set sent_at = now() - interval '1 hour' where sent_at is not null`);
  await admin.query(
    `with telegram as (
       insert into warehouse.incoming_telegrams (id, sequence, type, answer, received_at)
       select id::uuid, 1, 'STOK', '00', now() from checkout.stock_entries where reason = 'spoilt'
       returning id
     )
     insert into warehouse.outbox (id, subject, event, sent_at)
     select id, '${SKU}', '{"type": "grocer.stock.adjusted"}', now() - interval '1 hour' from telegram`,
  );
}

function check() {
  return checkLedger({
    database: database.as('auditor'),
    readMovements: () => readGatewayLedger(gateway),
    readQueues: async () => [
      { name: 'warehouse-orders', depth: 0, deadLetters: 0 },
      {
        name: 'warehouse-events',
        depth: await queue.queues.depth(queue.url),
        deadLetters: await queue.queues.depth(queue.dlqUrl),
      },
    ],
    clock: () => new Date(),
  });
}

/** The invariants that are broken. */
async function brokenNow(): Promise<string[]> {
  const { invariants } = await check();
  return invariants.filter(({ breaches }) => breaches.length > 0).map(({ name }) => name);
}

const dispatched = `(select id from checkout.orders where status = 'dispatched')`;
const ofDispatched = (change: string) => `update checkout.orders set ${change} where status = 'dispatched'`;

describe('the checker', () => {
  it('finds every row of an estate at work sound, and reads as a mere auditor', async () => {
    const report = await check();
    expect(report.invariants.flatMap(({ breaches }) => breaches)).toEqual([]);
    expect(report.invariants.filter(({ checked }) => checked === 0)).toEqual([]);
    expect(report.queues).toContainEqual({ name: 'warehouse-events', depth: 0, deadLetters: 0 });
  });

  it.each([
    [
      ['stock-conserved'],
      'update checkout.stock set on_hand = on_hand + 1',
      'update checkout.stock set on_hand = on_hand - 1',
    ],
    [
      ['reserved-is-promised'],
      'update checkout.stock set reserved = reserved + 1',
      'update checkout.stock set reserved = reserved - 1',
    ],
    [
      ['stock-conserved', 'nothing-oversold'],
      'update checkout.stock set on_hand = on_hand - 99',
      'update checkout.stock set on_hand = on_hand + 99',
    ],
    [
      ['slots-booked'],
      'update checkout.slots set booked = booked + 1',
      'update checkout.slots set booked = booked - 1',
    ],
    [
      ['history-legal'],
      `update checkout.order_history set position = 9 where status = 'dispatched'`,
      `update checkout.order_history set position = 5 where status = 'dispatched'`,
    ],
    [
      ['stock-conserved', 'picks-complete', 'totals-add-up'],
      `update checkout.order_lines set picked = null where order_id = ${dispatched}`,
      `update checkout.order_lines set picked = 1 where order_id = ${dispatched}`,
    ],
    [
      ['totals-add-up', 'captured-as-picked'],
      ofDispatched('total_minor = total_minor + 1'),
      ofDispatched('total_minor = total_minor - 1'),
    ],
    [
      ['orders-end'],
      `update checkout.slots set starts_at = starts_at - interval '9 days', ends_at = ends_at - interval '9 days'`,
      `update checkout.slots set starts_at = starts_at + interval '9 days', ends_at = ends_at + interval '9 days'`,
    ],
    [
      ['captured-as-picked'],
      ofDispatched('captured_minor = captured_minor - 1'),
      ofDispatched('captured_minor = captured_minor + 1'),
    ],
    [
      ['payments-agree'],
      ofDispatched('authorised_minor = authorised_minor + 1'),
      ofDispatched('authorised_minor = authorised_minor - 1'),
    ],
    [
      ['charged-for-an-order'],
      ofDispatched(`payment_intent = payment_intent || 'x'`),
      ofDispatched(`payment_intent = rtrim(payment_intent, 'x')`),
    ],
    [
      ['payments-in-hand'],
      `update checkout.orders set settle_after = settle_after - interval '1 hour'`,
      `update checkout.orders set settle_after = settle_after + interval '1 hour'`,
    ],
    [
      ['events-sent'],
      `update checkout.outbox set type = 'lost' where type = 'grocer.order.released'`,
      `update checkout.outbox set type = 'grocer.order.released' where type = 'lost'`,
    ],
    [
      ['keys-answer'],
      'update checkout.idempotency_keys set answer_status = 402',
      'update checkout.idempotency_keys set answer_status = 201',
    ],
    [
      ['events-applied'],
      `insert into checkout.applied_events values ('x', 'grocer.order.picked', 'gone', now(), 'applied')`,
      `delete from checkout.applied_events where id = 'x'`,
    ],
    [
      ['dispatches-reported'],
      `update checkout.applied_events set outcome = 'ignored', detail = 'x' where type = 'grocer.order.dispatched'`,
      `update checkout.applied_events set outcome = 'applied', detail = null where detail = 'x'`,
    ],
    [
      ['differences-reported'],
      `insert into checkout.stock_entries values ('x', '${SKU}', 0, 'counted', now())`,
      `delete from checkout.stock_entries where id = 'x'`,
    ],
    [
      ['messages-arrive'],
      'update warehouse.orders set cancelled_at = null',
      'update warehouse.orders set cancelled_at = now()',
    ],
    [
      ['reports-arrive'],
      `with telegram as (
         insert into warehouse.incoming_telegrams (id, sequence, type, answer, received_at)
         values (gen_random_uuid(), 2, 'STOK', '00', now()) returning id
       )
       insert into warehouse.outbox (id, subject, event, sent_at)
       select id, 'lost', '{}', now() - interval '1 hour' from telegram`,
      `delete from warehouse.outbox where subject = 'lost'`,
    ],
    [
      ['holds-let-go', 'payments-in-hand'],
      `update checkout.orders set settle_after = null where status = 'cancelled'`,
      `update checkout.orders set settle_after = now() where status = 'cancelled'`,
    ],
  ])('tells that %j is broken', async (broken, plant, undo) => {
    await database.admin.query(plant);
    expect(await brokenNow()).toEqual(broken);
    await database.admin.query(undo);
    expect(await brokenNow()).toEqual([]);
  });

  it('tells of a card that was charged twice, and of one charged for nothing', async () => {
    const { rows } = await database.admin.query<{ id: string }>(
      `select id from checkout.orders where status = 'dispatched'`,
    );
    const [{ id } = { id: '' }] = rows;
    await charge(id);
    expect(await brokenNow()).toEqual(['charged-once', 'charged-for-an-order', 'holds-let-go', 'payments-agree']);
    const gone = newId();
    await charge(gone);
    const { invariants } = await check();
    const told = invariants.find(({ name }) => name === 'charged-for-an-order')?.breaches.map(({ detail }) => detail);
    expect(told).toContainEqual(`£8.99 authorised for order ${gone}, which is none`);
  });
});

/** Holds £8.99 for an order, past every key. */
async function charge(orderId: string): Promise<void> {
  const form = {
    amount: '899',
    currency: 'gbp',
    confirm: 'true',
    capture_method: 'manual',
    payment_method: 'pm_card_visa',
    'metadata[order_id]': orderId,
  };
  const response = await fetch(`${gateway.url}/v1/payment_intents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${gateway.apiKey}` },
    body: new URLSearchParams(form),
  });
  if (!response.ok) throw new Error(await response.text());
}
