import { createTestDatabase, type TestDatabase } from '@grocer/test-support/database';
import { startTestGateway, type TestGateway } from '@grocer/test-support/gateway';
import { theOrder } from '@grocer/test-support/orders';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fulfil } from '../src/fulfil.ts';
import { confirmedOrder, dispatched, fulfilmentWith, type Prices, picked } from './warehouse.ts';

let database: TestDatabase;
let standIn: TestGateway;
beforeAll(async () => {
  [database, standIn] = await Promise.all([createTestDatabase(), startTestGateway()]);
});
afterAll(async () => {
  await standIn.stop();
  await database.drop();
});

/** What moved for an order, in pence, after the warehouse has reported so many teas and milks of it. */
async function afterPicking(teas: number, milks: number, prices: Partial<Prices> = {}) {
  const db = database.as('checkout');
  const { authorise } = standIn.gateway;
  const { id } = await confirmedOrder(database.admin, db, authorise, prices);
  const fulfilment = fulfilmentWith(db, standIn.gateway);
  for (const event of [picked(id, teas, milks), dispatched(id, teas, milks)]) await fulfil(fulfilment, event);
  const moved = (await standIn.ledger()).filter(({ metadata }) => metadata.order_id === id);
  return { order: await theOrder(db, id), moved: moved.map(({ kind, amount }) => `${kind} ${amount}`) };
}

describe('the card gateway', () => {
  it('takes what was picked and lets the rest go', async () => {
    const { order, moved } = await afterPicking(1, 3);
    expect(order).toMatchObject({ status: 'dispatched', paymentStatus: 'captured', capturedMinor: 1054 });
    expect(moved).toEqual(['authorised 1304', 'captured 1054', 'released 250']);
  });

  it('lets the whole hold go when nothing was picked', async () => {
    const { order, moved } = await afterPicking(0, 0);
    expect(order).toMatchObject({ status: 'cancelled', paymentStatus: 'voided', capturedMinor: 0 });
    expect(moved).toEqual(['authorised 1304', 'released 1304']);
  });

  it('refuses a capture below its minimum: the order is dispatched and the payment is left to recover', async () => {
    const { order, moved } = await afterPicking(1, 0, { deliveryFeeMinor: 0, teaMinor: 29 });
    expect(order).toMatchObject({
      status: 'dispatched',
      totalMinor: 29,
      paymentStatus: 'capture-failed',
      capturedMinor: 0,
    });
    expect(moved).toEqual(['authorised 463']);
    const { rows } = await database.admin.query<{ isDue: boolean }>(
      'select settle_after is not null as "isDue" from checkout.orders where id = $1',
      [order.id],
    );
    expect(rows).toEqual([{ isDue: true }]);
  });
});
