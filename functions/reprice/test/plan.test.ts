import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listGoods, skuNumber, startReprice, type TestReprice } from './support.ts';

let reprice: TestReprice;

beforeEach(async () => {
  reprice = await startReprice({ shardSize: 2 });
});

afterEach(() => reprice.stop());

const list = (count: number) =>
  listGoods(
    reprice.database.admin,
    Array.from({ length: count }, (_, index) => ({ sku: skuNumber(index + 1) })),
  );

const finish = async () => {
  for (const shard of await reprice.takeShards()) await reprice.price(shard);
};

test('cuts the SKUs that have a cost into shards, each in one message', async () => {
  await list(5);
  await reprice.database.admin.query(
    'update catalogue.products set cost_minor = null, shelf_life_days = null, vat_class = null where sku = $1',
    [skuNumber(3)],
  );
  const run = await reprice.planOnSchedule();
  expect(run).toMatchObject({
    trigger: 'schedule',
    businessDate: '2026-11-24',
    status: 'open',
    shards: 2,
    shardsDone: 0,
  });
  const messages = await reprice.takeShards();
  expect(messages.map(({ data }) => data).sort((a, b) => a.shard - b.shard)).toEqual([
    { runId: run.runId, shard: 1, skus: { from: skuNumber(1), to: skuNumber(2) } },
    { runId: run.runId, shard: 2, skus: { from: skuNumber(4), to: skuNumber(5) } },
  ]);
});

test('closes a run at once when there is nothing to price', async () => {
  expect(await reprice.planByHand()).toMatchObject({
    status: 'closed',
    shards: 0,
    summary: { skus: 0, durationMs: 0 },
  });
  expect(await reprice.takeShards()).toEqual([]);
});

describe('the schedule', () => {
  test('has one run per business date, however often it comes round', async () => {
    await list(1);
    const first = await reprice.planOnSchedule();
    await finish();
    reprice.now = new Date('2026-11-24T02:05:00Z');
    expect(await reprice.planOnSchedule()).toMatchObject({ runId: first.runId, status: 'closed' });
    expect(await reprice.takeShards()).toEqual([]);
    reprice.now = new Date('2026-11-25T02:00:00Z');
    const second = await reprice.planOnSchedule();
    expect(second.runId).not.toBe(first.runId);
    expect(second.businessDate).toBe('2026-11-25');
  });

  test('waits for a run by hand, so that none is lost', async () => {
    await list(1);
    await reprice.planByHand();
    await expect(reprice.planOnSchedule()).rejects.toMatchObject({ name: 'Unavailable' });
    await finish();
    expect(await reprice.planOnSchedule()).toMatchObject({ trigger: 'schedule', status: 'open' });
  });

  test('gives up a run by hand that keeps it waiting', async () => {
    await list(1);
    const { runId } = await reprice.planByHand();
    reprice.now = new Date('2026-11-24T02:02:00Z');
    expect(await reprice.planOnSchedule()).toMatchObject({ trigger: 'schedule', status: 'open' });
    expect(await reprice.planByHand({ runId })).toMatchObject({ status: 'incomplete' });
  });

  test.each([
    ['a day that is long past', '2026-11-22T02:00:00Z'],
    ['a day to come', '2026-11-26T02:00:00Z'],
    ['no time', 'tonight'],
    ['nothing', ''],
  ])('opens no run for %s', async (_, at) => {
    await expect(reprice.planOnSchedule(at)).rejects.toMatchObject({
      code: 'validation-failed',
      message: expect.stringContaining(`due at "${at}"`),
    });
    expect(await reprice.takeShards()).toEqual([]);
  });

  test('opens one run when it comes round twice at the same moment', async () => {
    await list(1);
    const both = await Promise.all([reprice.planOnSchedule(), reprice.planOnSchedule()]);
    expect(new Set(both.map(({ runId }) => runId)).size).toBe(1);
  });
});

describe('by hand', () => {
  test('a run is opened as often as one likes, one at a time', async () => {
    await list(1);
    const first = await reprice.planByHand();
    expect((await reprice.planByHand()).runId).toBe(first.runId);
    await finish();
    expect((await reprice.planByHand(null)).runId).not.toBe(first.runId);
  });

  test('a run is followed to its summary', async () => {
    await list(3);
    const { runId } = await reprice.planByHand();
    const [first, second] = await reprice.takeShards();
    if (!first || !second) throw new Error('two shards were expected');
    reprice.now = new Date('2026-11-24T02:00:01Z');
    await reprice.price(first, { id: 'an-invocation', isCold: true });
    expect(await reprice.planByHand({ runId })).toMatchObject({ status: 'open', shardsDone: 1, summary: null });
    reprice.now = new Date('2026-11-24T02:00:03Z');
    await reprice.price(second);
    expect(await reprice.planByHand({ runId })).toEqual({
      runId,
      trigger: 'manual',
      businessDate: '2026-11-24',
      status: 'closed',
      startedAt: '2026-11-24T02:00:00.000Z',
      closedAt: '2026-11-24T02:00:03.000Z',
      shards: 2,
      shardsDone: 2,
      failedShards: [],
      summary: {
        ...{ skus: 3, firstPriced: 3, up: 0, down: 0, unchanged: 0, byRule: { margin: 3 } },
        ...{ durationMs: 3000, invocations: 2, coldStarts: 1 },
      },
    });
  });

  test.each([
    [{ trigger: 'nightly' }],
    [{ trigger: 'schedule' }],
    [{ runId: 'the last one' }],
    [{ resume: 'the last one' }],
    ['now'],
    [{ trigger: 'manual', shards: 3 }],
    [{ trigger: 'manual', competitorIndex: { [skuNumber(1)]: 0 } }],
    [{ trigger: 'manual', competitorIndex: { milk: 95 } }],
    [{ trigger: 'manual', competitorIndex: {} }],
  ])('nothing is done with %j', async (input) => {
    await expect(reprice.planByHand(input)).rejects.toMatchObject({ code: 'validation-failed' });
  });

  test('a run that never was is not found', async () => {
    const runId = '0192f3a0-0000-7000-8000-000000000001';
    await expect(reprice.planByHand({ runId })).rejects.toMatchObject({ code: 'not-found' });
  });
});

test('sends again, under the same event ids, what the queue did not take', async () => {
  await list(3);
  reprice.queueUrl = `${reprice.queue.url}-that-is-gone`;
  await expect(reprice.planByHand()).rejects.toMatchObject({ name: 'Unavailable' });
  reprice.queueUrl = reprice.queue.url;
  const { runId } = await reprice.planByHand();
  expect((await reprice.takeShards()).map(({ id }) => id).sort()).toEqual([`${runId}/1`, `${runId}/2`]);
});

test('gives up a run that does not end, so that the next can begin', async () => {
  await list(1);
  const { runId } = await reprice.planByHand();
  reprice.now = new Date('2026-11-24T02:11:00Z');
  const next = await reprice.planByHand();
  expect(next.runId).not.toBe(runId);
  expect(await reprice.planByHand({ runId })).toMatchObject({ status: 'incomplete', summary: null });
});

test('leaves a run alone that still moves, however long it takes', async () => {
  await list(3);
  const { runId } = await reprice.planByHand();
  const [first, second] = await reprice.takeShards();
  if (!first || !second) throw new Error('two shards were expected');
  reprice.now = new Date('2026-11-24T02:11:00Z');
  await reprice.price(first);
  reprice.now = new Date('2026-11-24T02:11:30Z');
  await expect(reprice.planOnSchedule()).rejects.toMatchObject({ name: 'Unavailable' });
  expect(await reprice.planByHand()).toMatchObject({ runId, status: 'open', shardsDone: 1 });
  await reprice.price(second);
  expect(await reprice.planOnSchedule()).toMatchObject({ trigger: 'schedule', status: 'open' });
});
