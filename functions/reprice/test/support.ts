import { newId } from '@grocer/chassis/ids';
import { createLog } from '@grocer/chassis/log';
import type { Delivery } from '@grocer/chassis/messages';
import type { Queryable } from '@grocer/chassis/postgres';
import type { DepartmentId } from '@grocer/contracts/catalogue';
import { ShardPlanned } from '@grocer/contracts/events';
import { gtinCheckDigit } from '@grocer/contracts/gtin';
import { createTestDatabase, type TestDatabase } from '@grocer/test-support/database';
import { createTestQueue, type TestQueue, type TestQueueSettings } from '@grocer/test-support/queues';
import { Value } from 'typebox/value';
import { vi } from 'vitest';
import { type Planning, plan } from '../src/plan.ts';
import { priceShard } from '../src/shard.ts';

/** Both functions over a database and a queue of their own. */
export interface TestReprice {
  readonly database: TestDatabase;
  readonly queue: TestQueue;
  /** What both have logged at that level. */
  logged(level: 'info' | 'error'): Record<string, unknown>[];
  /** The time that both functions see. */
  now: Date;
  /** What the plan sends its shards by, and where. */
  queues: Planning['shardQueue']['queues'];
  queueUrl: string;
  /** Plans as the schedule does, due now or at another time. */
  planOnSchedule(at?: string): ReturnType<typeof plan>;
  planByHand(input?: unknown): ReturnType<typeof plan>;
  /** Plans a run and prices what the queue then holds. */
  runByHand(input?: unknown): ReturnType<typeof plan>;
  /** The shards that the queue holds, taken from it. */
  takeShards(): Promise<ShardPlanned[]>;
  /** Prices a shard in an invocation of its own, or in that one. */
  price(shard: ShardPlanned, delivery?: Delivery): Promise<void>;
  /** The price in force. */
  priceOf(sku: string): Promise<number | undefined>;
  stop(): Promise<void>;
}

export async function startReprice({
  shardSize,
  ...settings
}: { shardSize: number } & TestQueueSettings): Promise<TestReprice> {
  const [database, queue] = await Promise.all([createTestDatabase(), createTestQueue('reprice-shards', settings)]);
  const lines: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  const log = createLog({ name: 'reprice.test', destination });
  const pricing = database.as('pricing');
  const clock = () => reprice.now;
  const deadLetter = (body: string, reason: string) => queue.queues.deadLetter(queue.dlqUrl, body, reason);
  const planning = () => {
    const shardQueue = { queues: reprice.queues, queueUrl: reprice.queueUrl };
    return { database: pricing, shardQueue, shardSize, log, clock };
  };
  const reprice: TestReprice = {
    database,
    queue,
    logged: (level) => lines.filter((line) => line.level === level),
    now: new Date('2026-11-24T02:00:00Z'),
    queues: queue.queues,
    queueUrl: queue.url,
    planOnSchedule: (at = reprice.now.toISOString()) => plan(planning(), { by: 'schedule', at }),
    planByHand: (input = { trigger: 'manual' }) => plan(planning(), { by: 'hand', input }),
    async runByHand(input) {
      const { runId } = await reprice.planByHand(input);
      for (const shard of await reprice.takeShards()) await reprice.price(shard);
      return reprice.planByHand({ runId });
    },
    async takeShards() {
      const bodies = await queue.drain();
      return bodies.map((body) => Value.Parse(ShardPlanned, JSON.parse(body)));
    },
    price: (shard, delivery = { id: newId(), isCold: false }) =>
      priceShard({ database: pricing, deadLetter, log, clock }, shard, delivery),
    async priceOf(sku) {
      const { rows } = await database
        .as('catalogue')
        .query<{ amountMinor: number }>(
          'select amount_minor as "amountMinor" from pricing.current_prices where sku = $1',
          [sku],
        );
      return rows[0]?.amountMinor;
    },
    async stop() {
      await Promise.all([database.drop(), queue.queues.close()]);
    },
  };
  return reprice;
}

/** The `number`th SKU of a test: a GTIN-13 with its check digit. */
export function skuNumber(number: number): string {
  const digits = `2${String(number).padStart(11, '0')}`;
  return `${digits}${gtinCheckDigit(digits)}`;
}

/** A product with what pricing needs of it. */
export interface CostedGoods {
  readonly sku: string;
  readonly costMinor?: number;
  readonly department?: DepartmentId;
  readonly shelfLifeDays?: number;
  readonly onHand?: number;
}

/** Lists goods in the catalogue and puts them on the shelf. */
export async function listGoods(admin: Queryable, goods: readonly CostedGoods[]): Promise<void> {
  await admin.query(
    `with goods as (
       select * from jsonb_to_recordset($1) as goods (
         sku text, "costMinor" integer, department text, "shelfLifeDays" integer, "onHand" integer
       )
     ), listed as (
       insert into catalogue.products (
         sku, name, department, cost_minor, shelf_life_days, vat_class, written_by, written_at
       )
       select sku, sku, coalesce(department, 'food-cupboard'), coalesce("costMinor", 100), coalesce("shelfLifeDays", 365),
              'zero', 'test', now()
         from goods
     )
     insert into checkout.stock (sku, on_hand)
     select sku, coalesce("onHand", 50)
       from goods`,
    [JSON.stringify(goods)],
  );
}

/** Has a customer order so many pieces today. */
export async function sell(admin: Queryable, sku: string, quantity: number): Promise<void> {
  await admin.query(
    `with zone as (
       insert into checkout.delivery_zones (postcode_area, name) values ('E', 'London E') on conflict do nothing
     ), slot as (
       insert into checkout.slots (id, postcode_area, starts_at, ends_at, capacity, fee_minor)
       values (gen_random_uuid(), 'E', clock_timestamp(), clock_timestamp() + interval '1 hour', 20, 0)
       returning id
     ), placed as (
       insert into checkout.orders (
         id, customer, status, status_at, placed_at, slot_id, delivery_address, delivery_fee_minor, total_minor,
         payment_method, payment_status
       )
       select gen_random_uuid(), 'customer-1', 'pending-payment', now(), now(), id, '{}', 0, 100, 'pm_card_visa', 'unknown'
         from slot
       returning id
     )
     insert into checkout.order_lines (order_id, position, sku, name, quantity, unit_price_minor)
     select id, 1, $1, $1, $2, 100
       from placed`,
    [sku, quantity],
  );
}

/** Ends the session that writes prices and waits for a row, when there is one that is none of `ended`; answers its process. */
export async function endWaitingSession(admin: Queryable, ended: ReadonlySet<number>): Promise<number> {
  const session = await vi.waitFor(
    async () => {
      const { rows } = await admin.query<{ pid: number }>(
        `select pid
           from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock' and query like '%update pricing.prices%'`,
      );
      const pid = rows.map((row) => row.pid).find((one) => !ended.has(one));
      if (!pid) throw new Error('no session waits');
      return pid;
    },
    { timeout: 20_000, interval: 50 },
  );
  await admin.query('select pg_terminate_backend($1)', [session]);
  return session;
}
