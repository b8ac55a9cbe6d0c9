import { inTransaction } from '@grocer/chassis/postgres';
import { createTestDatabase, type TestDatabase } from '@grocer/test-support/database';
import {
  insertPendingOrder,
  newOrder,
  openTestSlot,
  readBooked,
  readShelf,
  stockShelf,
} from '@grocer/test-support/orders';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AnswerStatus, claimKey, readKey, storeAnswer } from '../src/store/idempotency-keys.ts';
import { listOrders, readStepsAfter } from '../src/store/read-orders.ts';
import { reserveStock } from '../src/store/stock.ts';

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

  it('reserves the lines that the shelf can hold and names no other', async () => {
    await stockShelf(database.admin, { '11111115': 5, '22222220': 1 });
    const reserved = await inTransaction(database.as('checkout'), (tx) =>
      reserveStock(tx, [line('11111115', 5), line('22222220', 2), line('33333335', 1)]),
    );
    expect([...reserved]).toEqual(['11111115']);
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
    expect(new Set(reasons)).toEqual(new Set(['Error: the test shelf holds too little']));
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

  async function claim(key: string, now = new Date(), expiresAt = hour(24)) {
    await stockShelf(database.admin, { '11111115': 100 });
    const order = newOrder({ slotId: await openTestSlot(database.admin), lines: [line('11111115', 1)] });
    await insertPendingOrder(database.as('checkout'), order);
    const isClaimed = await inTransaction(database.as('checkout'), (tx) =>
      claimKey(tx, scope(key), {
        bodyHash: Buffer.from('hash'),
        orderId: order.id,
        now,
        claimedUntil: hour(1),
        expiresAt,
      }),
    );
    return { isClaimed, orderId: order.id };
  }

  it('is claimed by one order alone', async () => {
    expect((await claim('once')).isClaimed).toBe(true);
    expect((await claim('once')).isClaimed).toBe(false);
  });

  it('is free again once it has expired', async () => {
    await claim('expiring', new Date(), hour(1));
    expect(await readKey(database.as('checkout'), scope('expiring'), hour(2))).toBeUndefined();
    expect((await claim('expiring', hour(2), hour(26))).isClaimed).toBe(true);
  });

  it('keeps its first final answer, and lets a 202 give way', async () => {
    const { orderId } = await claim('answered');
    const store = (status: AnswerStatus, body: string) =>
      storeAnswer(database.as('checkout'), orderId, { status, body, at: new Date() });
    expect(await store(202, 'pending')).toBe(true);
    expect(await store(201, 'confirmed')).toBe(true);
    expect(await store(201, 'released')).toBe(false);
    expect(await readKey(database.as('checkout'), scope('answered'), new Date())).toMatchObject({
      answerStatus: 201,
      answerBody: 'confirmed',
    });
  });
});
