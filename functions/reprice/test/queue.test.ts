import { type SqsRecord, sqsHandler } from '@grocer/chassis/aws-lambda';
import { createLog } from '@grocer/chassis/log';
import { inTransaction } from '@grocer/chassis/postgres';
import { ShardPlanned } from '@grocer/contracts/events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { endWaitingSession, listGoods, skuNumber, startReprice, type TestReprice } from './support.ts';

const skus = [1, 2, 3, 4, 5].map(skuNumber);
const log = createLog({ name: 'reprice.test', level: 'fatal' });
let reprice: TestReprice;

beforeEach(async () => {
  reprice = await startReprice({ shardSize: 2 });
  await listGoods(
    reprice.database.admin,
    skus.map((sku) => ({ sku })),
  );
});

afterEach(() => reprice.stop());

/** What Lambda answers for a batch of such bodies: the places in it of those that are to come back. */
async function invoke(bodies: readonly string[]): Promise<number[]> {
  const { queues, dlqUrl } = reprice.queue;
  const handler = sqsHandler({ schema: ShardPlanned, handle: reprice.price, queues, dlqUrl, log });
  const Records = bodies.map(recordOf);
  const answer = await handler({ Records }, { functionName: 'reprice-shard', awsRequestId: 'an-invocation' });
  return answer.batchItemFailures.map(({ itemIdentifier }) => Number(itemIdentifier));
}

function recordOf(body: string, place: number): SqsRecord {
  const eventSourceARN = 'arn:aws:sqs:eu-west-2:000000000000:reprice-shards';
  return { messageId: String(place), body, eventSourceARN, messageAttributes: {} };
}

test('handles a batch, of which a message that fails comes back alone', async () => {
  const { runId } = await reprice.planByHand();
  const bodies = (await reprice.takeShards()).sort((one, other) => one.data.shard - other.data.shard);
  await reprice.database.admin.query(
    `alter table pricing.prices add constraint broken check (sku <> '${skus[2]}') not valid`,
  );
  expect(await invoke(bodies.map((body) => JSON.stringify(body)))).toEqual([1]);
  expect(await reprice.planByHand({ runId })).toMatchObject({ status: 'open', shardsDone: 2 });
  await reprice.database.admin.query('alter table pricing.prices drop constraint broken');
  expect(await invoke([JSON.stringify(bodies[1])])).toEqual([]);
  expect(await reprice.planByHand({ runId })).toMatchObject({
    status: 'closed',
    summary: { skus: 5, invocations: 1 },
  });
});

test('tells of a failed shard what its last try came to', async () => {
  const { runId } = await reprice.planByHand();
  const [body] = await reprice.takeShards();
  await reprice.database.admin.query('alter table pricing.prices add constraint broken check (false) not valid');
  for (let tries = 0; tries < 5; tries += 1) await invoke([JSON.stringify(body)]);
  reprice.now = new Date(reprice.now.getTime() + 120_000);
  const { failedShards } = await reprice.planByHand({ runId });
  const tried = failedShards.find(({ shard }) => shard === body?.data.shard);
  expect(tried).toMatchObject({ failures: 5, failure: expect.stringContaining('broken') });
});

test('dead-letters a malformed shard at once, and its run still prices the rest', async () => {
  const { runId } = await reprice.planByHand();
  const [lost, ...rest] = (await reprice.takeShards()).map((body) => JSON.stringify(body));
  const garbled = lost?.slice(0, -20) ?? '';
  expect(await invoke([garbled, ...rest])).toEqual([]);
  expect(await reprice.queue.drain(reprice.queue.dlqUrl)).toEqual([garbled]);
  expect(await reprice.planByHand({ runId })).toMatchObject({ status: 'open', shardsDone: 2 });
  reprice.now = new Date(reprice.now.getTime() + 120_000);
  const incomplete = await reprice.planByHand({ runId });
  expect(incomplete).toMatchObject({ status: 'incomplete', shardsDone: 2, failedShards: [{ failures: 0 }] });
  await reprice.planByHand({ resume: runId });
  expect(await invoke((await reprice.takeShards()).map((body) => JSON.stringify(body)))).toEqual([]);
  expect(await reprice.planByHand({ runId })).toMatchObject({ status: 'closed', summary: { skus: 5 } });
});

test.each([
  ['no JSON', '{'],
  ['no event', '{}'],
  ['no such number', { shard: 0 }],
  ['no SKUs', { skus: { from: 'a', to: 'b' } }],
])('closes a run that a malformed message came between: %s', async (_, wrong) => {
  const { runId } = await reprice.planByHand();
  const shards = await reprice.takeShards();
  const [first] = shards;
  const body = typeof wrong === 'string' ? wrong : JSON.stringify({ ...first, data: { ...first?.data, ...wrong } });
  expect(await invoke([body, ...shards.map((shard) => JSON.stringify(shard))])).toEqual([]);
  expect(await reprice.queue.drain(reprice.queue.dlqUrl)).toEqual([body]);
  expect(await reprice.planByHand({ runId })).toMatchObject({ status: 'closed' });
});

test.each([
  ['a shard of a run that never was', { runId: '0192f3a0-0000-7000-8000-000000000001' }],
  ['a shard that its run has not', { shard: 99 }],
])('dead-letters %s at once, with its reason', async (_, wrong) => {
  const { runId } = await reprice.planByHand();
  const shards = await reprice.takeShards();
  const [first] = shards;
  const unknown = { ...first, data: { ...first?.data, ...wrong } };
  const deadLetter = vi.spyOn(reprice.queue.queues, 'deadLetter');
  expect(await invoke([unknown, ...shards].map((shard) => JSON.stringify(shard)))).toEqual([]);
  const reason = `run ${unknown.data.runId} has no shard ${unknown.data.shard}`;
  expect(deadLetter.mock.calls).toEqual([[reprice.queue.dlqUrl, JSON.stringify(unknown), reason]]);
  expect(await reprice.queue.drain(reprice.queue.dlqUrl)).toEqual([JSON.stringify(unknown)]);
  expect(await reprice.planByHand({ runId })).toMatchObject({ status: 'closed' });
});

test('leaves a shard of an unknown run to the queue when it cannot be dead-lettered', async () => {
  await reprice.planByHand();
  const [first] = await reprice.takeShards();
  const unknown = { ...first, data: { ...first?.data, shard: 99 } };
  vi.spyOn(reprice.queue.queues, 'deadLetter').mockRejectedValue(new Error('the queue is gone'));
  expect(await invoke([JSON.stringify(unknown)])).toEqual([0]);
});

test('is right again when the database is lost in the middle of a shard and the message comes back', async () => {
  await reprice.runByHand();
  await reprice.database.admin.query('update catalogue.products set cost_minor = 110');
  reprice.now = new Date('2026-11-24T03:00:00Z');
  const { runId } = await reprice.planByHand();
  const bodies = (await reprice.takeShards()).map((body) => JSON.stringify(body));
  await inTransaction(reprice.database.admin, async (tx) => {
    await tx.query('select from pricing.prices for update');
    const invoked = invoke(bodies.slice(0, 1));
    for (const ended = new Set<number>(); ended.size < 2; )
      ended.add(await endWaitingSession(reprice.database.admin, ended));
    expect(await invoked).toEqual([0]);
  });
  expect(await invoke(bodies)).toEqual([]);
  expect(await reprice.planByHand({ runId })).toMatchObject({ status: 'closed', summary: { skus: 5, up: 5 } });
  for (const sku of skus) expect(await reprice.priceOf(sku)).toBe(145);
  const { rows } = await reprice.database.admin.query('select count(*)::integer as changes from pricing.price_changes');
  expect(rows).toEqual([{ changes: 10 }]);
});
