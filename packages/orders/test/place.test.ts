import { createTestDatabase, type TestDatabase } from '@grocer/test-support/database';
import {
  claimOf,
  insertPendingOrder,
  newOrder,
  openTestSlot,
  readBooked,
  readShelf,
  stockShelf,
} from '@grocer/test-support/orders';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AnswerStatus, readKey, storeAnswer } from '../src/store/idempotency-keys.ts';
import { placeReserved } from '../src/store/placing.ts';
import { listOrders, readOrder, readStepsAfter } from '../src/store/read-orders.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const line = (sku: string, quantity: number) => ({ sku, name: sku, quantity, picked: null, unitPriceMinor: 100 });

describe('placing', () => {
  it('reads back what was inserted, with its slot, lines and first status', async () => {
    const checkout = database.as('checkout');
    await stockShelf(database.admin, { '50184385': 10 });
    const slotId = await openTestSlot(database.admin);
    const order = newOrder({ slotId });
    const read = await insertPendingOrder(checkout, order);
    expect(read).toMatchObject({
      id: order.id,
      lines: order.lines,
      totalMinor: 899,
      placedAt: order.placedAt,
      history: order.history,
      deliveryAddress: order.deliveryAddress,
    });
    expect(await readShelf(database.admin, '50184385')).toEqual({ onHand: 10, reserved: 2 });
    expect(await readBooked(database.admin, slotId)).toBe(1);
  });

  it('names the lines that the shelf cannot hold, in the order asked, and leaves no trace then', async () => {
    await stockShelf(database.admin, { '11111115': 5, '22222220': 1 });
    await database.admin.query(`update checkout.stock set on_hand = -1 where sku = '22222220'`);
    const slotId = await openTestSlot(database.admin);
    const lines = [line('33333335', 1), line('11111115', 5), line('22222220', 2)];
    const order = newOrder({ slotId, lines });
    expect(await placeReserved(database.as('checkout'), order, claimOf('short'))).toEqual({
      kind: 'short',
      shortages: [
        { sku: '33333335', requested: 1, available: 0 },
        { sku: '22222220', requested: 2, available: 0 },
      ],
    });
    expect(await readShelf(database.admin, '11111115')).toEqual({ onHand: 5, reserved: 0 });
    expect(await readBooked(database.admin, slotId)).toBe(0);
    expect(await readOrder(database.admin, order.id)).toBeUndefined();
    expect(await readKey(database.admin, claimOf('short').scope, new Date())).toBeUndefined();
  });

  it('says that the slot is full before it says that lines are short', async () => {
    const slotId = await openTestSlot(database.admin, { capacity: 1 });
    await stockShelf(database.admin, { '11111115': 1 });
    await insertPendingOrder(database.as('checkout'), newOrder({ slotId, lines: [line('11111115', 1)] }));
    const order = newOrder({ slotId, lines: [line('11111115', 1)] });
    expect(await placeReserved(database.as('checkout'), order, claimOf('full'))).toEqual({ kind: 'slot-full' });
  });

  it('never oversells a SKU that many orders want at once, nor deadlocks when they list their SKUs in opposite order', async () => {
    await stockShelf(database.admin, { '11111115': 25, '22222220': 25 });
    const slotId = await openTestSlot(database.admin, { capacity: 100 });
    const place = (index: number) => {
      const lines = [line('11111115', 1), line('22222220', 1)];
      return insertPendingOrder(
        database.as('checkout'),
        newOrder({ slotId, lines: index % 2 ? lines : lines.toReversed() }),
      );
    };
    const results = await Promise.allSettled(Array.from({ length: 60 }, (_, index) => place(index)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(25);
    const reasons = results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []));
    expect(new Set(reasons)).toEqual(new Set(['Error: the test order is not reserved: short']));
    expect(await readShelf(database.admin, '11111115')).toEqual({ onHand: 25, reserved: 25 });
    expect(await readBooked(database.admin, slotId)).toBe(25);
  });

  it('never overbooks a slot that many orders want at once', async () => {
    await stockShelf(database.admin, { '11111115': 1000 });
    const slotId = await openTestSlot(database.admin, { capacity: 3 });
    const place = () => insertPendingOrder(database.as('checkout'), newOrder({ slotId, lines: [line('11111115', 1)] }));
    const results = await Promise.allSettled(Array.from({ length: 20 }, place));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(await readBooked(database.admin, slotId)).toBe(3);
    expect(await readShelf(database.admin, '11111115')).toEqual({ onHand: 1000, reserved: 3 });
  });

  it('lists the orders of a customer, newest first, page by page', async () => {
    await stockShelf(database.admin, { '11111115': 100 });
    const slotId = await openTestSlot(database.admin);
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      const order = newOrder({ slotId, customer: 'a-lister', lines: [line('11111115', 1)] });
      ids.unshift((await insertPendingOrder(database.as('checkout'), order)).id);
    }
    const page = (after: string | undefined) =>
      listOrders(database.as('checkout'), { customer: 'a-lister', after, limit: 2 });
    expect((await page(undefined)).map(({ id }) => id)).toEqual(ids.slice(0, 2));
    expect((await page(ids[1])).map(({ id }) => id)).toEqual(ids.slice(2));
  });

  it('reads the steps of many orders behind a position each', async () => {
    await stockShelf(database.admin, { '11111115': 100 });
    const slotId = await openTestSlot(database.admin);
    const place = () => insertPendingOrder(database.as('checkout'), newOrder({ slotId, lines: [line('11111115', 1)] }));
    const [fresh, seen] = await Promise.all([place(), place()]);
    const positions = new Map([
      [fresh.id, 0],
      [seen.id, 1],
    ]);
    const steps = await readStepsAfter(database.as('checkout'), positions);
    expect(steps).toEqual([
      { orderId: fresh.id, position: 1, status: 'pending-payment', at: fresh.placedAt.toISOString() },
    ]);
  });
});

describe('an idempotency key', () => {
  const scope = (key: string) => ({ customer: 'customer-1', operation: 'POST /checkout/v1/orders', key });
  const hour = (hours: number) => new Date(Date.now() + hours * 3_600_000);

  async function claim(key: string, placedAt = new Date(), expiresAt = hour(24)) {
    await stockShelf(database.admin, { '11111115': 100 });
    const slotId = await openTestSlot(database.admin);
    const order = newOrder({ slotId, placedAt, lines: [line('11111115', 1)] });
    const { kind } = await placeReserved(database.as('checkout'), order, claimOf(key, { expiresAt }));
    return { kind, order };
  }

  it('is claimed by one order alone; the other leaves no trace', async () => {
    expect((await claim('once')).kind).toBe('reserved');
    const { kind, order } = await claim('once');
    expect(kind).toBe('key-taken');
    expect(await readOrder(database.admin, order.id)).toBeUndefined();
    expect(await readBooked(database.admin, order.slotId)).toBe(0);
    expect(await readShelf(database.admin, '11111115')).toEqual({ onHand: 100, reserved: 0 });
  });

  it('is claimed by one of many orders that come at once, in whatever slots', async () => {
    await stockShelf(database.admin, { '11111115': 100 });
    const slotIds = await Promise.all([1, 2, 3].map(() => openTestSlot(database.admin)));
    const orders = Array.from({ length: 30 }, (_, index) =>
      newOrder({ slotId: slotIds[index % 3] ?? '', lines: [line('11111115', 1)] }),
    );
    const kinds = await Promise.all(
      orders.map(async (order) => (await placeReserved(database.as('checkout'), order, claimOf('at-once'))).kind),
    );
    expect(kinds.filter((kind) => kind === 'reserved')).toHaveLength(1);
    expect(new Set(kinds)).toEqual(new Set(['reserved', 'key-taken']));
    expect(await readShelf(database.admin, '11111115')).toEqual({ onHand: 100, reserved: 1 });
  });

  it('is free again once it has expired', async () => {
    await claim('expiring', new Date(), hour(1));
    expect(await readKey(database.as('checkout'), scope('expiring'), hour(2))).toBeUndefined();
    expect((await claim('expiring', hour(2), hour(26))).kind).toBe('reserved');
  });

  it('keeps its first final answer, and lets a 202 give way', async () => {
    const { order } = await claim('answered');
    const store = (status: AnswerStatus, body: string) =>
      storeAnswer(database.as('checkout'), order.id, { status, body, at: new Date() });
    expect(await store(202, 'pending')).toBe(true);
    expect(await store(201, 'confirmed')).toBe(true);
    expect(await store(201, 'released')).toBe(false);
    expect(await readKey(database.as('checkout'), scope('answered'), new Date())).toMatchObject({
      answerStatus: 201,
      answerBody: 'confirmed',
    });
  });
});
