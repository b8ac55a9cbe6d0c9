import { inTransaction, type Tx } from '@grocer/chassis/postgres';
import type { OrderRecord } from '@grocer/orders/domain/order';
import { pickOrder, startPicking } from '@grocer/orders/store/orders';
import { dispatchUncaptured } from '@grocer/orders/store/payments';
import { readBooked, readShelf } from '@grocer/test-support/orders';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recover } from '../src/recover.ts';
import { startRecovery, tea } from './left-behind.ts';

let left: Awaited<ReturnType<typeof startRecovery>>;
beforeAll(async () => {
  left = await startRecovery();
});
afterAll(() => left.stop());

const statusesOf = (order: OrderRecord) => order.history.map(({ status }) => status);

describe('a payment whose outcome is unknown', () => {
  it.each([
    ['after', 'pm_card_resetAfterCharge'],
    ['before', 'pm_card_resetBeforeCharge'],
  ])('is authorised once, and the order released, though the answer was lost %s the charge', async (_when, card) => {
    const order = await left.placeOrder(card);
    expect(await left.gateway.authorise(order)).toMatchObject({ kind: 'unknown' });
    await left.recoverIn(2);
    const settled = await left.read(order.id);
    expect(statusesOf(settled)).toEqual(['pending-payment', 'confirmed', 'released']);
    expect(settled).toMatchObject({ paymentStatus: 'authorised', authorisedMinor: order.totalMinor });
    expect(await left.movements(order.id)).toEqual(['authorised']);
    expect((await left.queue.drain()).map((body) => JSON.parse(body))).toMatchObject([
      { type: 'grocer.order.released', source: '/grocer/recover', subject: order.id },
    ]);
  });

  it('rejects the order when the card is declined, and gives stock and slot back', async () => {
    const order = await left.placeOrder('pm_card_chargeDeclined');
    await left.recoverIn(2);
    expect(await left.read(order.id)).toMatchObject({ status: 'rejected', paymentStatus: 'declined' });
    expect(await readShelf(left.admin, tea)).toMatchObject({ reserved: 0 });
    expect(await readBooked(left.admin, order.slotId)).toBe(0);
  });

  it('rejects an order that the gateway never heard of, once its key may not be repeated any more', async () => {
    const order = await left.placeOrder('pm_card_visa');
    await left.recoverIn(24 * 60);
    expect(await left.read(order.id)).toMatchObject({ status: 'rejected', paymentStatus: 'none' });
    expect(await left.movements(order.id)).toEqual([]);
  });

  it('is looked up, and the order rejected, when the gateway repeats its own failure for ever', async () => {
    const order = await left.placeOrder('pm_card_error500');
    expect(await left.gateway.authorise(order)).toMatchObject({ kind: 'unknown', isKeySpent: true });
    await left.recoverIn(2);
    expect(await left.read(order.id)).toMatchObject({ status: 'pending-payment', paymentStatus: 'unknown' });
    await left.recoverIn(10);
    expect(await left.read(order.id)).toMatchObject({ status: 'rejected', paymentStatus: 'none' });
    expect(await readBooked(left.admin, order.slotId)).toBe(0);
  });

  it('is found and let go when its order was cancelled meanwhile', async () => {
    const order = await left.placeOrder('pm_card_resetAfterCharge');
    await left.gateway.authorise(order);
    await left.cancel(order);
    await left.recoverIn(2);
    expect(await left.read(order.id)).toMatchObject({ status: 'cancelled', paymentStatus: 'voided' });
    expect(await left.movements(order.id)).toEqual(['authorised', 'released']);
  });

  it('is never made for an order that was cancelled before the gateway heard of it', async () => {
    const order = await left.placeOrder('pm_card_visa');
    await left.cancel(order);
    await left.recoverIn(2);
    expect(await left.read(order.id)).toMatchObject({ paymentStatus: 'unknown' });
    await left.recoverIn(10);
    expect(await left.read(order.id)).toMatchObject({ status: 'cancelled', paymentStatus: 'none' });
    expect(await left.movements(order.id)).toEqual([]);
  });
});

describe('a payment that was still being asked for when its order was cancelled', () => {
  it('is waited for, however old the order is, and let go', async () => {
    const order = await left.placeOrder('pm_card_visa', 24, new Date(Date.now() - 3_600_000));
    await left.cancel(order);
    await left.recoverIn(1);
    expect(await left.read(order.id)).toMatchObject({ status: 'cancelled', paymentStatus: 'unknown' });
    await left.gateway.authorise(order);
    await left.recoverIn(10);
    expect(await left.read(order.id)).toMatchObject({ status: 'cancelled', paymentStatus: 'voided' });
    expect(await left.movements(order.id)).toEqual(['authorised', 'released']);
  });
});

async function confirmedOrder(card = 'pm_card_visa', startsInHours?: number) {
  const order = await left.placeOrder(card, startsInHours);
  const outcome = await left.gateway.authorise(order);
  if (outcome.kind !== 'authorised') throw new Error(`the payment is ${outcome.kind}`);
  await left.confirm(order, outcome.hold);
  return left.read(order.id);
}

describe('an event for the warehouse', () => {
  it('that was not sent is sent once, by two runs at once', async () => {
    const orders = await Promise.all([1, 2, 3, 4, 5].map(() => confirmedOrder()));
    await Promise.all([left.recoverIn(2), left.recoverIn(2)]);
    const sent = (await left.queue.drain()).map((body) => JSON.parse(body).subject);
    expect(sent.toSorted()).toEqual(orders.map(({ id }) => id).toSorted());
    for (const { id } of orders) expect(await left.read(id)).toMatchObject({ status: 'released' });
  });

  it('is sent again, under the same id, when the warehouse is silent after the slot has begun', async () => {
    const order = await confirmedOrder('pm_card_visa', 1);
    await left.recoverIn(2);
    const first = (await left.queue.drain()).map((body) => JSON.parse(body).id);
    await left.recoverIn(3 * 60);
    expect((await left.queue.drain()).map((body) => JSON.parse(body).id)).toEqual(first);
    expect(statusesOf(await left.read(order.id))).toEqual(['pending-payment', 'confirmed', 'released']);
  });
});

describe('an order that the warehouse has begun and not reported to its end', () => {
  it.each([
    ['picking-started', (tx: Tx, { id }: OrderRecord) => startPicking(tx, id, new Date())],
    ['picked', (tx: Tx, { id, totalMinor }: OrderRecord) => pickOrder(tx, id, totalMinor, new Date())],
  ])('is sent again after %s, so that what got lost is reported again', async (_, report) => {
    const order = await confirmedOrder('pm_card_visa', 1);
    await left.recoverIn(2);
    await left.queue.drain();
    await inTransaction(left.db, (tx) => report(tx, order));
    await left.recoverIn(3 * 60);
    const sent = (await left.queue.drain()).map((body) => JSON.parse(body).subject);
    expect(sent).toContain(order.id);
  });
});

describe('a hold', () => {
  it('of a cancelled order is let go', async () => {
    const order = await confirmedOrder();
    await left.cancel(order);
    await left.recoverIn(2);
    expect(await left.read(order.id)).toMatchObject({ status: 'cancelled', paymentStatus: 'voided' });
    expect(await left.movements(order.id)).toEqual(['authorised', 'released']);
  });

  it('that refuses its capture is tried again, and left to a person after ten refusals', async () => {
    const order = await confirmedOrder('pm_card_captureRefused');
    const now = new Date();
    await inTransaction(left.db, async (tx) => {
      await pickOrder(tx, order.id, order.totalMinor, now);
      await dispatchUncaptured(tx, order.id, now, now);
    });
    for (let run = 1; run <= 12; run += 1) await left.recoverIn(run * 3);
    expect(await left.read(order.id)).toMatchObject({ paymentStatus: 'capture-failed', settleAttempts: 10 });
  });
});

describe('a capture', () => {
  it('has its own ten attempts, however often the authorisation was asked for', async () => {
    const order = await confirmedOrder('pm_card_captureRefused');
    await left.admin.query('update checkout.orders set settle_attempts = 50 where id = $1', [order.id]);
    const now = new Date();
    await inTransaction(left.db, async (tx) => {
      await pickOrder(tx, order.id, order.totalMinor, now);
      await dispatchUncaptured(tx, order.id, now, now);
    });
    await left.recoverIn(2);
    expect(await left.read(order.id)).toMatchObject({ settleAttempts: 1 });
    const { rows } = await left.admin.query<{ isDue: boolean }>(
      'select settle_after is not null as "isDue" from checkout.orders where id = $1',
      [order.id],
    );
    expect(rows).toEqual([{ isDue: true }]);
  });
});

describe('slots', () => {
  it('are opened for the days ahead, once', async () => {
    await left.admin.query(`insert into checkout.delivery_zones values ('ZE', 'Shetland') on conflict do nothing`);
    await left.admin.query(`insert into checkout.delivery_windows values ('ZE', '08:00', '10:00', 20, 399)`);
    expect((await left.recoverIn(0)).slotsOpened).toBe(7);
    expect((await left.recoverIn(0)).slotsOpened).toBe(0);
  });
});

it('does its other tasks though one fails, and fails in the end', async () => {
  const order = await left.placeOrder('pm_card_chargeDeclined');
  const cut = { ...left.recoveryIn(2), queues: { send: () => Promise.reject(new Error('the queue is gone')) } };
  const { id } = await confirmedOrder();
  await expect(recover(cut)).rejects.toThrow('recover failed at: eventsSent');
  expect(await left.read(order.id)).toMatchObject({ status: 'rejected' });
  expect(await left.read(id)).toMatchObject({ status: 'confirmed' });
});
