import { afterEach, beforeEach, expect, test } from 'vitest';
import { type CostedGoods, listGoods, sell, skuNumber, startReprice, type TestReprice } from './support.ts';

const jam: CostedGoods = { sku: skuNumber(1), costMinor: 100 };
const milk: CostedGoods = { sku: skuNumber(2), costMinor: 100, department: 'dairy-eggs', shelfLifeDays: 7, onHand: 30 };
let reprice: TestReprice;

beforeEach(async () => {
  reprice = await startReprice({ shardSize: 2 });
  await listGoods(reprice.database.admin, [jam, milk]);
});

afterEach(() => reprice.stop());

async function night(date: string) {
  reprice.now = new Date(`${date}T02:00:00Z`);
  const { runId } = await reprice.planOnSchedule();
  for (const shard of await reprice.takeShards()) await reprice.price(shard);
  return reprice.planByHand({ runId });
}

const promote = (sku: string, startsOn: string, endsOn: string, percentOff: number) =>
  reprice.database.admin.query(
    'insert into pricing.promotions (sku, starts_on, ends_on, percent_off) values ($1, $2, $3, $4)',
    [sku, startsOn, endsOn, percentOff],
  );

const came = (sku: string, delta: number, at: string) =>
  reprice.database.admin.query(
    `insert into checkout.stock_entries (id, sku, delta, reason, at) values (gen_random_uuid(), $1, $2, 'goods-in', $3)`,
    [sku, delta, at],
  );

async function daysLeft(sku: string) {
  const { rows } = await reprice.database.admin.query<{ days: number }>(
    `select (inputs -> 'daysLeft')::integer as days from pricing.price_changes where sku = $1 order by effective_from desc`,
    [sku],
  );
  return rows[0]?.days;
}

test('takes a promotion off from its first day in London to its last', async () => {
  await promote(jam.sku, '2026-11-25', '2026-11-26', 10);
  const prices: unknown[] = [];
  for (const date of ['2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27']) {
    const { summary } = await night(date);
    prices.push([await reprice.priceOf(jam.sku), summary?.byRule.promotion ?? 0]);
  }
  expect(prices).toEqual([
    [130, 0],
    [115, 1],
    [115, 1],
    [130, 0],
  ]);
});

test('goes by the largest of promotions that run on one day', async () => {
  await promote(jam.sku, '2026-11-20', '2026-11-30', 5);
  await promote(jam.sku, '2026-11-24', '2026-11-24', 15);
  await night('2026-11-24');
  expect(await reprice.priceOf(jam.sku)).toBe(110);
});

test('goes by an index of competitors until it is a week old, and by the next one alone', async () => {
  await reprice.runByHand({ trigger: 'manual', competitorIndex: { [jam.sku]: 90, [milk.sku]: 102 } });
  expect(await reprice.priceOf(jam.sku)).toBe(125);
  expect((await reprice.runByHand({ trigger: 'manual' })).summary?.byRule).toEqual({ 'competitor-index': 2 });
  reprice.now = new Date('2026-11-25T02:00:00Z');
  await reprice.runByHand({ trigger: 'manual', competitorIndex: { [milk.sku]: 102 } });
  expect(await reprice.priceOf(jam.sku)).toBe(130);
  reprice.now = new Date('2026-12-02T02:00:00Z');
  expect((await reprice.runByHand({ trigger: 'manual' })).summary?.byRule).toEqual({ margin: 2 });
});

test('takes no other index while a run is open', async () => {
  await reprice.planByHand();
  const input = { trigger: 'manual', competitorIndex: { [jam.sku]: 90 } };
  await expect(reprice.planByHand(input)).rejects.toMatchObject({ code: 'request-in-progress' });
});

test('counts the days that are left from when the oldest pieces came in', async () => {
  await came(milk.sku, 40, '2026-11-18T01:00:00Z');
  await came(milk.sku, 20, '2026-11-21T01:00:00Z');
  await came(milk.sku, 20, '2026-11-23T01:00:00Z');
  await night('2026-11-24');
  expect(await daysLeft(milk.sku)).toBe(4); // 30 are left, of the two that came last
  expect(await daysLeft(jam.sku)).toBe(365); // nobody knows when it came
});

test('marks down what has few days left, and would sell in time if it were fresh', async () => {
  await came(milk.sku, 30, '2026-11-24T01:00:00Z');
  await reprice.database.admin.query('update checkout.stock set on_hand = 24 where sku = $1', [milk.sku]);
  for (let orders = 0; orders < 3; orders += 1) await sell(reprice.database.admin, milk.sku, 56);
  expect((await night('2026-11-24')).summary?.byRule).not.toHaveProperty('expiry-markdown');
  expect((await night('2026-11-28')).summary?.byRule).toMatchObject({ 'expiry-markdown': 1 });
});
