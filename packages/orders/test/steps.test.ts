import { newId } from '@grocer/chassis/ids';
import { inTransaction } from '@grocer/chassis/postgres';
import { newEvent } from '@grocer/chassis/queue';
import { type OrderStatus, orderStatuses } from '@grocer/contracts/checkout';
import { createTestDatabase, type TestDatabase } from '@grocer/test-support/database';
import {
  insertPendingOrder,
  newOrder,
  openTestSlot,
  readBooked,
  readShelf,
  stockShelf,
  theOrder,
} from '@grocer/test-support/orders';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyPicks } from '../src/domain/picking.ts';
import { mayBecome } from '../src/domain/status.ts';
import { cancelOrder, pickOrder, setPickedLines, startPicking } from '../src/store/orders.ts';
import { claimUnsentEvents, markEventsSent, recordEvent, resendSilentReleases } from '../src/store/outbox.ts';
import { claimOrdersToSettle, dispatchCaptured, recordVoid } from '../src/store/payments.ts';
import { giveSlotBack } from '../src/store/slots.ts';
import { giveStockBack, takePickedStock } from '../src/store/stock.ts';
import { settlePayment } from '../src/workflows/settle-payment.ts';

const SKU = '50184385';
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const settler = () => ({
  source: 'checkout' as const,
  now: new Date(),
  sendAfter: new Date(Date.now() + 60_000),
});

async function pendingOrder(startsInHours = 24) {
  await stockShelf(database.admin, { [SKU]: 10 });
  const slotId = await openTestSlot(database.admin, { startsInHours });
  return insertPendingOrder(database.as('checkout'), newOrder({ slotId }));
}

const hold = () => ({ intent: `pi_${newId()}`, amountMinor: 899, captureBefore: null });

async function confirmedOrder(startsInHours?: number) {
  const order = await pendingOrder(startsInHours);
  const settlement = await inTransaction(database.as('checkout'), (tx) =>
    settlePayment(tx, order, { kind: 'authorised', hold: hold() }, settler()),
  );
  if (settlement.kind !== 'confirmed') throw new Error(`the order is ${settlement.kind}`);
  return settlement;
}

const cancel = (orderId: string) =>
  inTransaction(database.as('checkout'), (tx) =>
    cancelOrder(tx, { orderId, customer: 'customer-1', at: new Date(), settleAfter: new Date() }),
  );

/** Tries a step with every other constraint out of the way, and takes it back. */
async function isLegalStep(orderId: string, from: OrderStatus, to: OrderStatus): Promise<boolean> {
  const attempt = inTransaction(database.admin, async (tx) => {
    await tx.query('alter table checkout.orders drop constraint payment_fits_the_status');
    await tx.query('alter table checkout.orders disable trigger user');
    await tx.query('update checkout.orders set status = $2 where id = $1', [orderId, from]);
    await tx.query('alter table checkout.orders enable trigger user');
    await tx.query('delete from checkout.order_history where order_id = $1', [orderId]);
    await tx.query('update checkout.orders set status = $2 where id = $1', [orderId, to]);
    throw new Error('legal');
  });
  const message = await attempt.catch((error: Error) => error.message);
  if (message !== 'legal' && !message.includes('may not become')) throw new Error(message);
  return message === 'legal';
}

describe('the database', () => {
  it('knows the same legal steps as the domain', async () => {
    const { id } = await pendingOrder();
    for (const from of orderStatuses) {
      for (const to of orderStatuses.filter((status) => status !== from)) {
        expect({ from, to, isLegal: await isLegalStep(id, from, to) }).toEqual({
          from,
          to,
          isLegal: mayBecome(from, to),
        });
      }
    }
  });

  it('refuses a status that its payment does not allow', async () => {
    const order = await pendingOrder();
    const update = database.admin.query(`update checkout.orders set status = 'confirmed' where id = $1`, [order.id]);
    await expect(update).rejects.toThrow('payment_fits_the_status');
  });

  it('lets nobody rewrite history or delete an order', async () => {
    const checkout = database.as('checkout');
    await expect(checkout.query('update checkout.order_history set at = now()')).rejects.toThrow('permission denied');
    await expect(checkout.query('delete from checkout.orders')).rejects.toThrow('permission denied');
  });

  it.each(['customer', 'placed_at', 'slot_id', 'delivery_address', 'payment_method'])(
    'lets nobody change what was ordered: %s',
    async (column) => {
      const update = database.as('checkout').query(`update checkout.orders set ${column} = ${column}`);
      await expect(update).rejects.toThrow('permission denied');
    },
  );

  it('lets nobody unsay what is to be sent', async () => {
    const unsay = database.as('checkout').query('delete from checkout.outbox');
    await expect(unsay).rejects.toThrow('permission denied');
  });
});

describe('settling a payment', () => {
  it('confirms the order and records its release in one transaction', async () => {
    const { order, release } = await confirmedOrder();
    const { settleAttempts: _, ...settled } = order;
    expect(await theOrder(database.admin, order.id)).toMatchObject(settled);
    expect(release.event).toMatchObject({
      type: 'grocer.order.released',
      source: '/grocer/checkout',
      subject: order.id,
      data: { orderId: order.id, lines: [{ sku: SKU, quantity: 2 }] },
    });
    const { rows } = await database.admin.query('select event from checkout.outbox where order_id = $1', [order.id]);
    expect(rows).toEqual([{ event: release.event }]);
  });

  it('rejects a declined order and gives stock and slot back', async () => {
    const order = await pendingOrder();
    const declined = { kind: 'declined' as const, code: 'insufficient_funds', intent: 'pi_declined' };
    const settlement = await inTransaction(database.as('checkout'), (tx) =>
      settlePayment(tx, order, declined, settler()),
    );
    expect(settlement.kind).toBe('rejected');
    expect(await theOrder(database.admin, order.id)).toMatchObject({
      status: 'rejected',
      paymentStatus: 'declined',
      declineCode: 'insufficient_funds',
      history: [{ status: 'pending-payment' }, { status: 'rejected' }],
    });
    expect(await readShelf(database.admin, SKU)).toEqual({ onHand: 10, reserved: 0 });
    expect(await readBooked(database.admin, order.slotId)).toBe(0);
  });

  it('settles once, whoever comes first', async () => {
    const order = await pendingOrder();
    const outcome = { kind: 'authorised' as const, hold: hold() };
    const settle = () => inTransaction(database.as('checkout'), (tx) => settlePayment(tx, order, outcome, settler()));
    const settlements = await Promise.all([settle(), settle()]);
    expect(settlements.map(({ kind }) => kind).toSorted()).toEqual(['confirmed', 'moved-on']);
    expect(settlements.find(({ kind }) => kind === 'moved-on')).toEqual({ kind: 'moved-on', toVoid: null });
  });

  it('leaves a hold to void when the order was cancelled meanwhile', async () => {
    const order = await pendingOrder();
    expect(await cancel(order.id)).toBe(true);
    const late = hold();
    const settlement = await inTransaction(database.as('checkout'), (tx) =>
      settlePayment(tx, order, { kind: 'authorised', hold: late }, settler()),
    );
    expect(settlement).toEqual({ kind: 'moved-on', toVoid: late });
    expect(await theOrder(database.admin, order.id)).toMatchObject({
      status: 'cancelled',
      paymentStatus: 'authorised',
    });
    expect(await recordVoid(database.as('checkout'), order.id)).toBe(true);
    expect(await theOrder(database.admin, order.id)).toMatchObject({ paymentStatus: 'voided' });
  });
});

describe('releasing', () => {
  it('marks the event sent and the order released by one statement', async () => {
    const { order, release } = await confirmedOrder();
    const { id } = release.event;
    expect(await markEventsSent(database.as('checkout'), [id], new Date())).toEqual(new Set([id]));
    expect((await theOrder(database.admin, order.id)).history.map(({ status }) => status)).toEqual([
      'pending-payment',
      'confirmed',
      'released',
    ]);
  });

  it('marks the event sent although the order has been cancelled, and leaves the order alone', async () => {
    const { order, release } = await confirmedOrder();
    await cancel(order.id);
    expect(await markEventsSent(database.as('checkout'), [release.event.id], new Date())).toEqual(new Set());
    expect(await theOrder(database.admin, order.id)).toMatchObject({ status: 'cancelled' });
    const due = await claimUnsentEvents(database.as('checkout'), { now: far(1), until: far(2), limit: 100 });
    expect(due.map(({ event }) => event.id)).not.toContain(release.event.id);
  });

  it('does not release an order by any other event', async () => {
    const { order } = await confirmedOrder();
    const event = newEvent({
      source: 'checkout',
      type: 'grocer.order.cancelled',
      subject: order.id,
      data: { orderId: order.id },
      time: new Date(),
    });
    await inTransaction(database.as('checkout'), (tx) => recordEvent(tx, { event, traceparent: null }, new Date()));
    expect(await markEventsSent(database.as('checkout'), [event.id], new Date())).toEqual(new Set());
    expect(await theOrder(database.admin, order.id)).toMatchObject({ status: 'confirmed' });
  });

  it('makes a silent release due again under the same event id', async () => {
    const { order, release } = await confirmedOrder(-2);
    await markEventsSent(database.as('checkout'), [release.event.id], new Date());
    const input = { now: new Date(), slotBefore: new Date(), sentBefore: far(0.01) };
    expect(await resendSilentReleases(database.as('checkout'), input)).toEqual([order.id]);
    const due = await claimUnsentEvents(database.as('checkout'), { now: far(0.01), until: far(1), limit: 100 });
    expect(due.map(({ event }) => event.id)).toContain(release.event.id);
  });

  it('hands an unsent event to one claimant alone', async () => {
    const { release } = await confirmedOrder();
    const claim = () => claimUnsentEvents(database.as('checkout'), { now: far(1), until: far(2), limit: 100 });
    const claims = await Promise.all([claim(), claim(), claim()]);
    const mine = claims.flat().filter(({ event }) => event.id === release.event.id);
    expect(mine).toHaveLength(1);
  });
});

describe('cancelling', () => {
  it('is refused once picking has started', async () => {
    const { order } = await confirmedOrder();
    await inTransaction(database.as('checkout'), (tx) => startPicking(tx, order.id, new Date()));
    expect(await cancel(order.id)).toBe(false);
  });

  it('has one winner in a race against picking', async () => {
    const { order } = await confirmedOrder();
    const start = inTransaction(database.as('checkout'), (tx) => startPicking(tx, order.id, new Date()));
    const [isCancelled, isStarted] = await Promise.all([cancel(order.id), start]);
    expect([isCancelled, isStarted].filter(Boolean)).toHaveLength(1);
  });

  it("is refused for another customer's order", async () => {
    const { order } = await confirmedOrder();
    const stranger = { orderId: order.id, customer: 'customer-2', at: new Date(), settleAfter: new Date() };
    expect(await inTransaction(database.as('checkout'), (tx) => cancelOrder(tx, stranger))).toBe(false);
  });

  it('gives stock and slot back', async () => {
    const { order } = await confirmedOrder();
    await inTransaction(database.as('checkout'), async (tx) => {
      await giveSlotBack(tx, order.id);
      await giveStockBack(tx, order.id);
    });
    expect(await readShelf(database.admin, SKU)).toEqual({ onHand: 10, reserved: 0 });
    expect(await readBooked(database.admin, order.slotId)).toBe(0);
  });
});

describe('picking', () => {
  it('ends the reservation, lowers on hand by what was picked, and the total with it', async () => {
    const { order } = await confirmedOrder();
    const picks = applyPicks(order, [{ sku: SKU, picked: 1 }]);
    await inTransaction(database.as('checkout'), async (tx) => {
      await pickOrder(tx, order.id, picks.totalMinor, new Date());
      await setPickedLines(tx, order.id, picks.lines);
      await takePickedStock(tx, order.id);
    });
    expect(await readShelf(database.admin, SKU)).toEqual({ onHand: 9, reserved: 0 });
    expect(await theOrder(database.admin, order.id)).toMatchObject({
      status: 'picked',
      totalMinor: 250 + 399,
      lines: [{ quantity: 2, picked: 1 }],
    });
    const isCaptured = await inTransaction(database.as('checkout'), (tx) =>
      dispatchCaptured(tx, order.id, picks.totalMinor, new Date()),
    );
    expect(isCaptured).toBe(true);
    expect(await theOrder(database.admin, order.id)).toMatchObject({ status: 'dispatched', capturedMinor: 649 });
  });
});

describe('settling left to recover', () => {
  it('hands a due payment to one claimant alone, and counts its attempts', async () => {
    const order = await pendingOrder();
    const claim = () => claimOrdersToSettle(database.as('checkout'), { now: far(1), until: far(2), limit: 1000 });
    const claims = await Promise.all([claim(), claim()]);
    expect(claims.flat().filter((id) => id === order.id)).toHaveLength(1);
    expect(await theOrder(database.admin, order.id)).toMatchObject({ settleAttempts: 1 });
  });

  it('leaves a confirmed order alone', async () => {
    const { order } = await confirmedOrder();
    const claimed = await claimOrdersToSettle(database.as('checkout'), { now: far(3), until: far(4), limit: 1000 });
    expect(claimed).not.toContain(order.id);
  });
});

/** So many hours from now. */
function far(hours: number): Date {
  return new Date(Date.now() + hours * 3_600_000);
}
