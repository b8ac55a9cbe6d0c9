import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '@grocer/test-support/database';
import { openTestSlot, stockShelf } from '@grocer/test-support/orders';
import { afterEach, beforeEach, expect, inject, it } from 'vitest';
import { byLoop } from '../bench/bare-loop.ts';
import type { BareOptions, BareTarget } from '../bench/bare-orders.ts';
import { orderTransactions } from '../bench/order-statements.ts';
import { byPgbench, findPgbench } from '../bench/pgbench.ts';

const CONNECTIONS = 4;
const SECONDS = 2;
const skus = ['50184385', '5000159407236'];

let database: TestDatabase;
let folder: string;
beforeEach(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'grocer-bare-orders-'));
});
afterEach(async () => {
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function prepare(): Promise<{ target: BareTarget; options: BareOptions }> {
  const capacity = 1_000_000;
  await stockShelf(database.admin, Object.fromEntries(skus.map((sku) => [sku, capacity])));
  const slotIds = await Promise.all([1, 2, 3].map(() => openTestSlot(database.admin, { capacity })));
  return {
    target: {
      url: database.url,
      login: { user: 'test_checkout', password: inject('testPassword') },
      poolMax: CONNECTIONS,
      database: database.another('checkout', CONNECTIONS),
    },
    options: {
      transactions: await orderTransactions(),
      choice: { skus, slots: slotIds.map((slotId) => ({ slotId, postcode: 'SW1A 1AA' })) },
      folder,
    },
  };
}

/** What is left of so many orders: as much as checkout leaves, or the limit were that of something else. */
async function countWritten(): Promise<Record<string, number>> {
  const { rows } = await database.admin.query<Record<string, number>>(
    `select (select count(*) from checkout.orders where status = 'released')::integer as released,
            (select count(*) from checkout.order_history)::integer as steps,
            (select count(*) from checkout.order_lines)::integer as lines,
            (select count(*) from checkout.outbox where sent_at is not null)::integer as sent,
            (select count(*) from checkout.idempotency_keys where answer_status = 201)::integer as answers,
            (select sum(reserved) from checkout.stock)::integer as reserved,
            (select sum(booked) from checkout.slots)::integer as booked`,
  );
  return rows[0] ?? {};
}

const program = findPgbench();
const kinds: [name: string, create: typeof byLoop][] = [
  ['a bare loop', byLoop],
  ...(program
    ? [['pgbench', (target, options) => byPgbench(program, target, options)] satisfies (typeof kinds)[number]]
    : []),
];

it.each(kinds)('%s places whole orders, run after run, as many as it tells', async (_, create) => {
  const { target, options } = await prepare();
  const bare = create(target, options);
  const rates = [await bare.run(SECONDS), await bare.run(SECONDS)];
  const written = await countWritten();
  const { released: orders = 0 } = written;
  expect(orders).toBeGreaterThan(0);
  expect(written).toEqual({
    released: orders,
    steps: 3 * orders,
    lines: orders,
    sent: orders,
    answers: orders,
    reserved: orders,
    booked: orders,
  });
  const told = rates.reduce((sum, rate) => sum + rate, 0) * SECONDS;
  expect(told / orders).toBeCloseTo(1, 0);
});
