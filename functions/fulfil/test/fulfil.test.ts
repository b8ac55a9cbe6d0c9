import { Unavailable } from '@grocer/chassis/errors';
import { inTransaction } from '@grocer/chassis/postgres';
import type { WarehouseEvent } from '@grocer/contracts/events';
import type { Capture } from '@grocer/orders/payment-outcomes';
import { cancelOrder } from '@grocer/orders/store/orders';
import { createTestDatabase, type TestDatabase } from '@grocer/test-support/database';
import { readBooked, readShelf, theOrder } from '@grocer/test-support/orders';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fulfil } from '../src/fulfil.ts';
import {
  confirmedOrder,
  dispatched,
  fulfilmentWith,
  milk,
  notingGateway,
  picked,
  pickingStarted,
  stockAdjusted,
  tea,
} from './warehouse.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** A confirmed order, and how the warehouse reports on it; the shelves held 10 of each when it was placed. */
async function anOrder(captures: Capture[] = []) {
  const db = database.as('checkout');
  const { id, paymentIntent, slotId } = await confirmedOrder(database.admin, db);
  const { asked, gateway } = notingGateway(captures);
  const fulfilment = fulfilmentWith(db, gateway);
  return {
    id,
    slotId,
    paymentIntent,
    asked,
    report: (event: WarehouseEvent) => fulfil(fulfilment, event),
    read: () => theOrder(db, id),
  };
}

async function readOutcome(eventId: string): Promise<string | undefined> {
  const { rows } = await database.admin.query<{ outcome: string }>(
    'select outcome from checkout.applied_events where id = $1',
    [eventId],
  );
  return rows[0]?.outcome;
}

describe('picking-started', () => {
  it('notes the time and leaves the status', async () => {
    const order = await anOrder();
    await order.report(pickingStarted(order.id));
    expect(await order.read()).toMatchObject({ status: 'confirmed', pickingStartedAt: expect.any(Date) });
  });

  it('changes nothing when it comes after picked', async () => {
    const order = await anOrder();
    await order.report(picked(order.id));
    const before = await order.read();
    const late = pickingStarted(order.id);
    await order.report(late);
    expect(await order.read()).toEqual(before);
    expect(await readOutcome(late.id)).toBe('ignored');
  });
});

describe('picked', () => {
  it('lowers the total by what is short, ends the reservation and takes the goods off the shelf', async () => {
    const order = await anOrder();
    await order.report(picked(order.id, 2, 1));
    expect(await order.read()).toMatchObject({ status: 'picked', totalMinor: 500 + 135 + 399 });
    expect((await order.read()).lines.map((line) => line.picked)).toEqual([2, 1]);
    expect(await readShelf(database.admin, tea)).toEqual({ onHand: 8, reserved: 0 });
    expect(await readShelf(database.admin, milk)).toEqual({ onHand: 9, reserved: 0 });
  });

  it('changes nothing the second time, by the same event or another', async () => {
    const order = await anOrder();
    const event = picked(order.id, 1, 1);
    await Promise.all([order.report(event), order.report(event), order.report(picked(order.id, 1, 1))]);
    expect(await readShelf(database.admin, tea)).toEqual({ onHand: 9, reserved: 0 });
    expect((await order.read()).history.map(({ status }) => status)).toEqual([
      'pending-payment',
      'confirmed',
      'picked',
    ]);
  });

  it('cancels an order of which nothing was picked: no fee, the hold voided, the slot given back', async () => {
    const order = await anOrder();
    await order.report(picked(order.id, 0, 0));
    expect(await order.read()).toMatchObject({ status: 'cancelled', totalMinor: 0, paymentStatus: 'voided' });
    expect(order.asked).toEqual([`cancel ${order.paymentIntent}`]);
    expect(await readShelf(database.admin, tea)).toEqual({ onHand: 10, reserved: 0 });
    expect(await readBooked(database.admin, order.slotId)).toBe(0);
  });
});

describe('a report that comes again under another id', () => {
  it('of picks, with other figures, leaves a picked and a dispatched order as they are', async () => {
    const order = await anOrder();
    await order.report(picked(order.id, 1, 3));
    const wasPicked = await order.read();
    const shelf = await readShelf(database.admin, tea);
    const repeated = [picked(order.id, 2, 0), picked(order.id, 0, 0)];
    for (const event of repeated) await order.report(event);
    expect(await order.read()).toEqual(wasPicked);
    await order.report(dispatched(order.id, 1, 3));
    const wasDispatched = await order.read();
    const late = [picked(order.id, 2, 3), picked(order.id, 0, 0), pickingStarted(order.id)];
    for (const event of late) await order.report(event);
    expect(await order.read()).toEqual(wasDispatched);
    expect(await readShelf(database.admin, tea)).toEqual(shelf);
    expect(await Promise.all([...repeated, ...late].map(({ id }) => readOutcome(id)))).toEqual(
      Array(5).fill('ignored'),
    );
  });

  it('of dispatch captures no second time', async () => {
    const order = await anOrder();
    await order.report(dispatched(order.id, 1, 3));
    const before = await order.read();
    const again = dispatched(order.id, 2, 3);
    await order.report(again);
    expect(await order.read()).toEqual(before);
    expect(order.asked).toEqual([`capture ${order.paymentIntent} ${250 + 405 + 399}`]);
    expect(await readOutcome(again.id)).toBe('ignored');
  });
});

describe('dispatched', () => {
  it('captures what was picked', async () => {
    const order = await anOrder();
    await order.report(picked(order.id, 1, 3));
    await order.report(dispatched(order.id, 1, 3));
    const totalMinor = 250 + 405 + 399;
    expect(await order.read()).toMatchObject({
      status: 'dispatched',
      paymentStatus: 'captured',
      capturedMinor: totalMinor,
    });
    expect(order.asked).toEqual([`capture ${order.paymentIntent} ${totalMinor}`]);
  });

  it('captures rightly when it overtakes picked, which then changes nothing', async () => {
    const order = await anOrder();
    await order.report(dispatched(order.id, 1, 3));
    const late = picked(order.id, 1, 3);
    await order.report(late);
    expect(await order.read()).toMatchObject({ status: 'dispatched', capturedMinor: 250 + 405 + 399 });
    expect(await readShelf(database.admin, tea)).toEqual({ onHand: 9, reserved: 0 });
    expect(await readOutcome(late.id)).toBe('ignored');
  });

  it('is applied once though it is delivered many times at once', async () => {
    const order = await anOrder();
    const event = dispatched(order.id);
    await Promise.all([1, 2, 3, 4].map(() => order.report(event)));
    const { status, history, capturedMinor } = await order.read();
    expect(status).toBe('dispatched');
    expect(capturedMinor).toBe(500 + 405 + 399);
    expect(history.filter((step) => step.status === 'dispatched')).toHaveLength(1);
  });

  it('leaves a refused capture to recover, dispatched all the same', async () => {
    const order = await anOrder([{ kind: 'refused', code: 'expired' }]);
    await order.report(dispatched(order.id));
    expect(await order.read()).toMatchObject({
      status: 'dispatched',
      paymentStatus: 'capture-failed',
      capturedMinor: 0,
    });
  });

  it('comes back when the gateway does not say whether it captured', async () => {
    const order = await anOrder([{ kind: 'unknown', reason: 'timeout' }]);
    const event = dispatched(order.id);
    await expect(order.report(event)).rejects.toThrow(Unavailable);
    expect((await order.read()).status).toBe('picked');
    await order.report(event);
    expect(await order.read()).toMatchObject({ status: 'dispatched', paymentStatus: 'captured' });
  });

  it('of a picked order captures what was picked, whatever it says itself', async () => {
    const order = await anOrder();
    await order.report(picked(order.id, 1, 3));
    await order.report(dispatched(order.id, 2, 3));
    expect(await order.read()).toMatchObject({ status: 'dispatched', capturedMinor: 250 + 405 + 399 });
  });

  it('with nothing picked ends the order as if nothing had left', async () => {
    const order = await anOrder();
    const event = dispatched(order.id, 0, 0);
    await order.report(event);
    await order.report(event);
    expect(await order.read()).toMatchObject({ status: 'cancelled', paymentStatus: 'voided' });
    expect(await readOutcome(event.id)).toBe('applied');
  });

  it('of a cancelled order changes nothing and is an incident', async () => {
    const order = await anOrder();
    const now = new Date();
    await inTransaction(database.as('checkout'), (tx) =>
      cancelOrder(tx, { orderId: order.id, customer: 'customer-1', at: now, settleAfter: now }),
    );
    const event = dispatched(order.id);
    await order.report(event);
    expect((await order.read()).status).toBe('cancelled');
    expect(order.asked).toEqual([]);
    expect(await readOutcome(event.id)).toBe('refused');
  });
});

describe('stock.adjusted', () => {
  it('adds its difference once', async () => {
    const order = await anOrder();
    const event = stockAdjusted(tea, -3);
    await order.report(event);
    await order.report(event);
    await order.report(stockAdjusted(tea, 5));
    expect(await readShelf(database.admin, tea)).toEqual({ onHand: 12, reserved: 2 });
  });
});

it('finds lines and shelves by their SKU in any of its forms', async () => {
  const order = await anOrder();
  const event = picked(order.id, 2, 1);
  const lines = event.data.lines.map((line) => ({ ...line, sku: line.sku.padStart(14, '0') }));
  await order.report({ ...event, data: { ...event.data, lines } });
  expect(await order.read()).toMatchObject({ status: 'picked', totalMinor: 500 + 135 + 399 });
  await order.report(stockAdjusted(`0${milk}`, -2));
  expect(await readShelf(database.admin, milk)).toEqual({ onHand: 7, reserved: 0 });
});

it('takes note of a report on an order that does not exist', async () => {
  const { report } = await anOrder();
  const event = picked('019a0000-0000-7000-8000-000000000000');
  await report(event);
  expect(await readOutcome(event.id)).toBe('refused');
});
