import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type CostedGoods, listGoods, sell, skuNumber, startReprice, type TestReprice } from './support.ts';

const jam: CostedGoods = { sku: skuNumber(1), costMinor: 100 };
const milk: CostedGoods = { sku: skuNumber(2), costMinor: 100, department: 'dairy-eggs', shelfLifeDays: 7, onHand: 30 };
const bread: CostedGoods = { sku: skuNumber(3), costMinor: 200, department: 'bakery' };
let reprice: TestReprice;

beforeEach(async () => {
  reprice = await startReprice({ shardSize: 2 });
  await listGoods(reprice.database.admin, [jam, milk, bread]);
});

afterEach(() => reprice.stop());

async function runNight(date: string) {
  reprice.now = new Date(`${date}T02:00:00Z`);
  const { runId } = await reprice.planOnSchedule();
  for (const shard of await reprice.takeShards()) await reprice.price(shard);
  return reprice.planByHand({ runId });
}

async function history(sku: string) {
  const { rows } = await reprice.database.admin.query(
    'select amount_minor as "amountMinor", rule from pricing.price_history where sku = $1 order by effective_from',
    [sku],
  );
  return rows;
}

test('prices what has a cost, with a reason for each', async () => {
  await reprice.runByHand();
  expect(await reprice.priceOf(jam.sku)).toBe(130);
  expect(await reprice.priceOf(milk.sku)).toBe(125);
  expect(await reprice.priceOf(bread.sku)).toBe(290);
  const { rows } = await reprice.database.admin.query('select inputs from pricing.price_changes where sku = $1', [
    jam.sku,
  ]);
  expect(rows).toEqual([
    {
      inputs: {
        ...{
          department: 'food-cupboard',
          costMinor: 100,
          vatClass: 'zero',
          daysLeft: 365,
          onHand: 50,
          sold: 0,
          expected: 0,
        },
        marginMinor: 130,
        ...{ floorMinor: 100, ceilingMinor: 140 },
      },
    },
  ]);
});

test('changes nothing when a shard comes twice', async () => {
  const { runId } = await reprice.planByHand();
  const shards = await reprice.takeShards();
  for (const shard of [...shards, ...shards]) await reprice.price(shard);
  expect(await reprice.planByHand({ runId })).toMatchObject({ status: 'closed', shardsDone: 2, summary: { skus: 3 } });
  expect(await history(jam.sku)).toHaveLength(1);
});

test('counts a shard once when it comes twice at the same moment', async () => {
  const { runId } = await reprice.planByHand();
  const shards = await reprice.takeShards();
  await Promise.all([...shards, ...shards].map((shard) => reprice.price(shard)));
  expect(await reprice.planByHand({ runId })).toMatchObject({ status: 'closed', shardsDone: 2, summary: { skus: 3 } });
});

test('closes the run whichever of many shards comes last', async () => {
  const more = Array.from({ length: 30 }, (_, index) => ({ sku: skuNumber(100 + index) }));
  await listGoods(reprice.database.admin, more);
  const { runId } = await reprice.planByHand();
  const shards = [...(await reprice.takeShards()), ...(await reprice.takeShards())];
  await Promise.all(shards.map((shard) => reprice.price(shard)));
  expect(await reprice.planByHand({ runId })).toMatchObject({ status: 'closed', shards: 17, shardsDone: 17 });
});

test('adds to the history only what changed, and says which way', async () => {
  await reprice.runByHand();
  await reprice.database.admin.query('update catalogue.products set cost_minor = 110 where sku = $1', [jam.sku]);
  await reprice.database.admin.query('update catalogue.products set cost_minor = 195 where sku = $1', [bread.sku]);
  reprice.now = new Date('2026-11-24T09:00:00Z');
  const { summary } = await reprice.runByHand();
  expect(summary).toMatchObject({ skus: 3, firstPriced: 0, up: 1, down: 1, unchanged: 1, byRule: { margin: 3 } });
  expect(await history(jam.sku)).toEqual([
    { amountMinor: 130, rule: 'margin' },
    { amountMinor: 145, rule: 'margin' },
  ]);
  expect(await history(milk.sku)).toHaveLength(1);
});

test('measures a night from the last night, so that runs by hand do not add up', async () => {
  await runNight('2026-11-24');
  await reprice.database.admin.query('update catalogue.products set cost_minor = 500 where sku = $1', [bread.sku]);
  await reprice.database.admin.query('update catalogue.products set cost_minor = 60 where sku = $1', [jam.sku]);
  for (const hour of ['09', '10', '11']) {
    reprice.now = new Date(`2026-11-24T${hour}:00:00Z`);
    await reprice.runByHand();
    expect(await reprice.priceOf(jam.sku)).toBe(104);
  }
  expect(await reprice.priceOf(bread.sku)).toBe(500);
  await runNight('2026-11-25');
  await runNight('2026-11-26');
  expect(await reprice.priceOf(jam.sku)).toBe(84);
});

test('raises what sells better than its department, and marks down what would outlive its date', async () => {
  await runNight('2026-11-24');
  await listGoods(reprice.database.admin, [{ sku: skuNumber(9) }]);
  for (let orders = 0; orders < 2; orders += 1) {
    await sell(reprice.database.admin, jam.sku, 60);
    await sell(reprice.database.admin, milk.sku, 28);
  }
  await reprice.database.admin.query('update checkout.stock set on_hand = 20 where sku = $1', [milk.sku]);
  const { summary } = await runNight('2026-11-25');
  expect(summary?.byRule).toMatchObject({ demand: 2, 'expiry-markdown': 1 });
  expect(await reprice.priceOf(jam.sku)).toBe(135);
  const reduced = await reprice.database
    .as('catalogue')
    .query('select amount_minor, was_minor from pricing.current_prices where sku = $1', [milk.sku]);
  expect(reduced.rows).toEqual([{ amount_minor: 110, was_minor: 125 }]);
});

test('prices nothing for a run that was given up', async () => {
  await reprice.planByHand();
  const late = await reprice.takeShards();
  reprice.now = new Date('2026-11-24T03:00:00Z');
  await reprice.planOnSchedule();
  for (const shard of late) await expect(reprice.price(shard)).rejects.toMatchObject({ code: 'precondition-failed' });
  expect(await reprice.priceOf(jam.sku)).toBeUndefined();
});

test('rejects a shard that no run has planned', async () => {
  const { runId } = await reprice.planByHand();
  const [shard] = await reprice.takeShards();
  if (!shard) throw new Error('a shard was expected');
  const unknown = { ...shard, data: { ...shard.data, runId, shard: 99 } };
  await expect(reprice.price(unknown)).rejects.toMatchObject({ code: 'not-found' });
});

test('tells listeners of a closed run, when its prices can be read', async () => {
  const listener = await reprice.database.as('catalogue').openConnection();
  const told: string[] = [];
  listener.onNotification((channel, payload) => told.push(`${channel} ${payload}`));
  await listener.query('listen pricing_run_closed');
  const { runId } = await reprice.runByHand();
  await vi.waitFor(() => expect(told).toEqual([`pricing_run_closed ${runId}`]));
  await listener.close();
});

test('tells the summary of the run that it closes, once', async () => {
  const { runId, summary } = await reprice.runByHand();
  const closed = reprice.logged('info').filter(({ msg }) => msg === 're-pricing run closed');
  expect(closed).toMatchObject([{ runId, trigger: 'manual', businessDate: '2026-11-24', shards: 2, ...summary }]);
  expect(summary).toMatchObject({ skus: 3, firstPriced: 3, byRule: { margin: 3 }, invocations: 2, coldStarts: 0 });
});

test('says by which transaction a price last changed for its readers', async () => {
  await runNight('2026-11-24');
  const mark = await horizon();
  await reprice.database.admin.query('update catalogue.products set cost_minor = 110 where sku = $1', [jam.sku]);
  await runNight('2026-11-25');
  const { rows } = await reprice.database
    .as('catalogue')
    .query<{ sku: string }>('select sku from pricing.current_prices where changed_in >= $1::xid8', [mark]);
  expect(rows).toEqual([{ sku: jam.sku }]);
});

async function horizon() {
  const { rows } = await reprice.database.admin.query<{ mark: string }>(
    'select pg_snapshot_xmin(pg_current_snapshot()) as mark',
  );
  return rows[0]?.mark;
}
