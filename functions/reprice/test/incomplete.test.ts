import { afterEach, beforeEach, expect, test } from 'vitest';
import { listGoods, skuNumber, startReprice, type TestReprice } from './support.ts';

let reprice: TestReprice;

beforeEach(async () => {
  reprice = await startReprice({ shardSize: 1 });
  await listGoods(reprice.database.admin, [{ sku: skuNumber(1) }, { sku: skuNumber(2) }]);
});

afterEach(() => reprice.stop());

/** Plans a run of two shards, prices the first and loses the message of the second. */
async function loseOne(): Promise<string> {
  const { runId } = await reprice.planOnSchedule();
  for (const shard of await reprice.takeShards()) if (shard.data.shard === 1) await reprice.price(shard);
  return runId;
}

function wait(minutes: number): void {
  reprice.now = new Date(reprice.now.getTime() + minutes * 60_000);
}

test('shows a run as incomplete, with the shards that failed, once nothing more will come of it', async () => {
  const runId = await loseOne();
  expect(await reprice.planByHand({ runId })).toMatchObject({ status: 'open', failedShards: [] });
  wait(2);
  expect(await reprice.planByHand({ runId })).toMatchObject({
    status: 'incomplete',
    shardsDone: 1,
    failedShards: [{ shard: 2, skus: { from: skuNumber(2), to: skuNumber(2) }, failures: 0, failure: null }],
    summary: null,
  });
});

test('tells of it as an error when the schedule comes round again, and opens no other run', async () => {
  const runId = await loseOne();
  wait(10);
  expect(await reprice.planOnSchedule()).toMatchObject({ runId, status: 'incomplete' });
  expect(reprice.logged('error')).toMatchObject([
    { runId, shards: 2, shardsDone: 1, failedShards: [{ shard: 2 }], msg: 're-pricing cannot finish' },
  ]);
  expect(await reprice.takeShards()).toEqual([]);
});

test('leaves a run open as long as the queue holds something of it', async () => {
  const { runId } = await reprice.planOnSchedule();
  wait(9);
  expect(await reprice.planByHand({ runId })).toMatchObject({ status: 'open' });
});

test('takes an incomplete run up again with the shards that lack', async () => {
  const runId = await loseOne();
  wait(2);
  expect(await reprice.planByHand({ resume: runId })).toMatchObject({ runId, status: 'open', shardsDone: 1 });
  const again = await reprice.takeShards();
  expect(again.map(({ id }) => id)).toEqual([`${runId}/2`]);
  for (const shard of again) await reprice.price(shard);
  expect(await reprice.planByHand({ runId })).toMatchObject({ status: 'closed', summary: { skus: 2, firstPriced: 2 } });
});

test('gives a run that was taken up again as much time as a new one', async () => {
  const runId = await loseOne();
  wait(20);
  await reprice.planByHand({ resume: runId });
  wait(0.5);
  await expect(reprice.planOnSchedule()).resolves.toMatchObject({ runId, status: 'open' });
  expect(await reprice.planByHand()).toMatchObject({ runId });
});

test('resumes nothing that is closed, and sends nothing', async () => {
  const { runId } = await reprice.planByHand();
  for (const shard of await reprice.takeShards()) await reprice.price(shard);
  expect(await reprice.planByHand({ resume: runId })).toMatchObject({ status: 'closed' });
  expect(await reprice.takeShards()).toEqual([]);
});

test('resumes no run while another is open, nor one of a day before', async () => {
  const runId = await loseOne();
  wait(2);
  await reprice.planByHand();
  await expect(reprice.planByHand({ resume: runId })).rejects.toMatchObject({ code: 'request-in-progress' });
  for (const shard of await reprice.takeShards()) await reprice.price(shard);
  wait(24 * 60);
  await reprice.planByHand();
  await expect(reprice.planByHand({ resume: runId })).rejects.toMatchObject({ code: 'precondition-failed' });
});

test('resumes no run that never was', async () => {
  const resume = '0192f3a0-0000-7000-8000-000000000001';
  await expect(reprice.planByHand({ resume })).rejects.toMatchObject({ code: 'not-found' });
});

test('sends again, at once and alone, what the queue did not take of a batch', async () => {
  const { queues } = reprice.queue;
  let calls = 0;
  reprice.queues = {
    ...queues,
    async sendBatch(url, events) {
      calls += 1;
      if (calls > 1) return queues.sendBatch(url, events);
      await queues.sendBatch(url, events.slice(0, 1));
      return events.slice(1);
    },
  };
  const { runId } = await reprice.planOnSchedule();
  expect((await reprice.takeShards()).map(({ id }) => id).sort()).toEqual([`${runId}/1`, `${runId}/2`]);
});

test('leaves what the queue keeps refusing to the next invocation', async () => {
  const { queues } = reprice.queue;
  reprice.queues = { ...queues, sendBatch: async (_, events) => [...events] };
  await expect(reprice.planOnSchedule()).rejects.toMatchObject({ name: 'Unavailable' });
  wait(2);
  reprice.queues = queues;
  expect(await reprice.planOnSchedule()).toMatchObject({ status: 'open' });
  expect(await reprice.takeShards()).toHaveLength(2);
});
