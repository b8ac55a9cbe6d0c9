import { setTimeout as delay } from 'node:timers/promises';
import { Rejection } from '@grocer/chassis/errors';
import { newEvent } from '@grocer/chassis/queue';
import type { Order, OrderStatus } from '@grocer/contracts/checkout';
import { createTestDatabase, type Group, type TestDatabase } from '@grocer/test-support/database';
import { openTestSlot, stockShelf, theOrder } from '@grocer/test-support/orders';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { fulfil } from '../../functions/fulfil/src/fulfil.ts';
import { recover } from '../../functions/recover/src/recover.ts';
import { cancelOwnOrder } from '../../services/checkout/src/workflows/cancel-order.ts';
import { placeOrder } from '../../services/checkout/src/workflows/place-order.ts';
import { startProcess } from './crash/process.ts';
import { milk, openShop, type Shop, tea } from './crash/shop.ts';
import { comeToRest, type ReportName, reportsOf } from './crash/warehouse.ts';

// Customers, the warehouse and recover at the same rows at once, over and over.

const CONNECTIONS = 40;
/** Enough for a machine that does much else. */
const TIMEOUT_MS = 180_000;
const customer = 'customer-1';

vi.setConfig({ testTimeout: TIMEOUT_MS });

let database: TestDatabase;
let shop: Shop;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  const pool = database.another('checkout', CONNECTIONS);
  const crowded = { ...database, as: (group: Group) => (group === 'checkout' ? pool : database.as(group)) };
  // So many at once wait for one another at the gateway, which is in this process, too.
  shop = await openShop(crowded, { gatewayTimeoutMs: 20_000 });
});
afterEach(() => shop.close());
afterAll(() => database.drop());

const checkout = () => shop.checkoutIn(startProcess());
const fulfilment = () => shop.fulfilmentIn(startProcess());

/** Places an order; undefined when it was refused for what the shop does not have. */
async function place(slotId: string, lines: { sku: string; quantity: number }[]): Promise<string | undefined> {
  const deliveryAddress = { line1: '1 Test Street', city: 'London', postcode: 'SW1A 1AA' };
  const body = { lines, slotId, deliveryAddress, paymentMethod: 'pm_card_visa' };
  const answer = await orRefusal(placeOrder(checkout(), { customer, key: crypto.randomUUID(), body }));
  if (typeof answer === 'string') return void expect(['slot-full', 'out-of-stock']).toContain(answer);
  expect(answer.status).toBe(201);
  return JSON.parse(answer.body).id satisfies Order['id'];
}

/** What comes of it, or the code of its refusal; anything else that is thrown, a deadlock for one, fails the test. */
async function orRefusal<T>(work: Promise<T>): Promise<T | string> {
  return work.catch((error: unknown) => {
    if (error instanceof Rejection) return error.code;
    throw error;
  });
}

describe('a cancel and a report of the warehouse at once', () => {
  const repetitions = 60;
  const endings: Record<ReportName, OrderStatus> = { started: 'released', picked: 'picked', dispatched: 'dispatched' };

  it.each(Object.entries(endings))('have one winner, when it is %s', async (name, ending) => {
    const slotId = await openTestSlot(database.admin, { capacity: repetitions });
    const winners = new Set<string>();
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      const lines = [tea, milk].map((sku, index) => ({ sku, quantity: 2 + index }));
      const orderId = (await place(slotId, lines)) ?? '';
      const { [name as ReportName]: report } = reportsOf(orderId);
      // Now one has a head start and now the other, of up to 3 ms.
      const ahead = (repetition % 7) - 3;
      const [answer] = await Promise.all([
        delay(Math.max(0, ahead)).then(() => orRefusal(cancelOwnOrder(checkout(), orderId, customer))),
        delay(Math.max(0, -ahead)).then(() => fulfil(fulfilment(), report)),
      ]);
      const { status, paymentStatus, pickingStartedAt } = await theOrder(shop.db, orderId);
      if (answer === 'too-late-to-cancel') {
        winners.add('warehouse');
        expect({ status, hasStarted: pickingStartedAt !== null }).toEqual({ status: ending, hasStarted: true });
      } else {
        winners.add('customer');
        expect({ answer, status, paymentStatus, pickingStartedAt }).toMatchObject({
          answer: { status: 'cancelled' },
          status: 'cancelled',
          paymentStatus: 'voided',
          pickingStartedAt: null,
        });
      }
    }
    expect(winners).toEqual(new Set(['customer', 'warehouse']));
    expect(await comeToRest(shop)).toMatchObject({ breaches: 0, inFlight: 0 });
  });
});

describe('two shelves that everybody is at: customers, pickers, counters and two of recover', () => {
  const count = 600;
  const atOnce = 80;

  /** What becomes of the order `index`: cancelled, picked short, dispatched, or left with the warehouse. */
  async function goThrough(index: number, slotId: string): Promise<void> {
    const skus = index % 2 ? [tea, milk] : [milk, tea];
    const orderId = await place(
      slotId,
      skus.map((sku) => ({ sku, quantity: sku === tea ? 2 : 3 })),
    );
    if (!orderId) return;
    const { picked, dispatched } = reportsOf(orderId, index % 3, index % 4);
    const fate = index % 5;
    if (fate <= 1) await orRefusal(cancelOwnOrder(checkout(), orderId, customer));
    if (fate >= 1 && fate <= 3) await fulfil(fulfilment(), picked);
    if (fate >= 2 && fate <= 3) await Promise.all([1, 2].map(() => fulfil(fulfilment(), dispatched)));
  }

  function counted(index: number) {
    const sku = index % 2 ? tea : milk;
    const data = { sku, delta: (index % 7) - 3, reason: 'counted' as const };
    return newEvent({ source: 'appliance-shim', type: 'grocer.stock.adjusted', subject: sku, time: new Date(), data });
  }

  it('neither deadlock nor sell what is not there, and all that is written agrees', async () => {
    await stockShelf(database.admin, { [tea]: count, [milk]: count });
    // Many slots, so that orders come to the shelves without having waited for each other.
    const openings = Array.from({ length: 30 }, (_, index) =>
      openTestSlot(database.admin, { capacity: 15, startsInHours: 30 + index }),
    );
    const slotIds = await Promise.all(openings);
    let next = 0;
    const visitor = async () => {
      for (let index = next++; index < count; index = next++) {
        await goThrough(index, slotIds[index % slotIds.length] ?? '');
      }
    };
    const counter = async () => {
      while (next < count) await fulfil(fulfilment(), counted(next));
    };
    const recovering = async () => {
      while (next < count) await recover(shop.recoveryIn(startProcess()));
    };
    await Promise.all([...Array.from({ length: atOnce }, visitor), counter(), recovering(), recovering()]);
    expect((await shop.check()).breaches).toBe(0);
    const { rows } = await database.admin.query<{ status: OrderStatus }>('select distinct status from checkout.orders');
    expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(['released', 'dispatched', 'cancelled']));
  });
});
