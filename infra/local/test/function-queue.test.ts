import { newEvent } from '@grocer/chassis/queue';
import { createTestQueue, type TestQueue } from '@grocer/test-support/queues';
import { expect, test, vi } from 'vitest';
import { hostProbe, type Note } from './probe-host.ts';

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

test('hands a queue to a function in batches, each message with its trace', async () => {
  const queue = await createTestQueue('probe');
  for (const order of ['one', 'two', 'three']) await send(queue, { order }, traceparent);
  await using host = await hostProbe({ receives: { queueUrl: queue.url, batchSize: 10 } });
  await host.untilNoted('end', 3);
  const [note] = await host.notes('end');
  expect(note?.given).toMatchObject({
    eventSource: 'aws:sqs',
    eventSourceARN: expect.stringMatching(/^arn:aws:sqs:eu-west-2:000000000000:probe-/),
    messageAttributes: { traceparent: { stringValue: traceparent } },
  });
  expect(new Set((await host.notes('end')).map(({ pid }) => pid)).size).toBe(1);
});

test('deletes what was handled, brings only the failed message of a batch back, and dead-letters it when its tries are used up', async () => {
  const queue = await createTestQueue('probe', { visibilitySeconds: 1, maxReceiveCount: 2 });
  for (const order of ['good', 'fail', 'fine']) await send(queue, { order });
  await using host = await hostProbe({ receives: { queueUrl: queue.url, batchSize: 10 } });
  const deadLetters = async () => (await queue.drain(queue.dlqUrl)).map(orderOf);
  await vi.waitFor(async () => expect(await deadLetters()).toEqual(['fail']), { timeout: 15_000 });
  const orders = (await host.notes('end')).map(({ given }) => orderOf(String(given?.body)));
  expect(orders.toSorted()).toEqual(['fail', 'fail', 'fine', 'good']);
});

test('brings the batch of a crashed process back', async () => {
  const queue = await createTestQueue('probe', { visibilitySeconds: 1, maxReceiveCount: 2 });
  await send(queue, { order: 'crash' });
  await using host = await hostProbe({ receives: { queueUrl: queue.url, batchSize: 1 } });
  await host.untilNoted('start', 2);
  expect(new Set((await host.notes('start')).map(({ pid }) => pid)).size).toBe(2);
});

test('works on several batches at once, up to the cap', async () => {
  const queue = await createTestQueue('probe');
  for (let count = 0; count < 8; count += 1) await send(queue, { ms: 300 });
  await using host = await hostProbe({ maxConcurrency: 3, receives: { queueUrl: queue.url, batchSize: 1 } });
  await host.untilNoted('end', 8);
  expect(mostAtOnce(await host.notes('start'), await host.notes('end'))).toBe(3);
});

test('collects a batch for as long as its window lasts', async () => {
  const queue = await createTestQueue('probe');
  await using host = await hostProbe({ receives: { queueUrl: queue.url, batchSize: 10, windowSeconds: 2 } });
  for (const order of ['one', 'two', 'three']) await send(queue, { order });
  await host.untilNoted('end', 3);
  expect(host.reports()).toHaveLength(1);
});

test("keeps to the mapping's own cap below the function's", async () => {
  const queue = await createTestQueue('probe');
  for (let count = 0; count < 6; count += 1) await send(queue, { ms: 200 });
  const receives = { queueUrl: queue.url, batchSize: 1, maxConcurrency: 2 };
  await using host = await hostProbe({ maxConcurrency: 4, receives });
  await host.untilNoted('end', 6);
  expect(mostAtOnce(await host.notes('start'), await host.notes('end'))).toBe(2);
});

test('tries a batch that finds no room again without giving its messages back', async () => {
  const queue = await createTestQueue('probe', { visibilitySeconds: 30, maxReceiveCount: 1 });
  const receives = { queueUrl: queue.url, batchSize: 1, maxConcurrency: 3, visibilitySeconds: 30 };
  await using host = await hostProbe({ maxConcurrency: 1, timeoutSeconds: 5, receives });
  for (let count = 0; count < 3; count += 1) await send(queue, { ms: 200 });
  await host.untilNoted('end', 3);
  expect(await queue.drain(queue.dlqUrl)).toEqual([]);
});

test('keeps an event whose tries are used up in the queue for failures', async () => {
  const queue = await createTestQueue('probe');
  await using host = await hostProbe({ onFailureUrl: queue.url });
  await host.invoke({ order: 'fail' }, { 'x-amz-invocation-type': 'Event' });
  const kept = async () =>
    expect((await queue.drain(queue.url)).map((body) => JSON.parse(body))).toEqual([{ order: 'fail' }]);
  await vi.waitFor(kept, { timeout: 15_000 });
  expect(await host.notes('end')).toHaveLength(3);
});

function send(queue: TestQueue, data: { order?: string; ms?: number }, trace?: string): Promise<void> {
  const event = newEvent({ source: 'test', type: 'probe', subject: 'probe', time: new Date(), data });
  return queue.queues.send(queue.url, event, trace);
}

function orderOf(body: string): unknown {
  return JSON.parse(body).data.order;
}

function mostAtOnce(starts: Note[], ends: Note[]): number {
  const steps = [...starts.map(({ at }) => ({ at, by: 1 })), ...ends.map(({ at }) => ({ at, by: -1 }))];
  let now = 0;
  let most = 0;
  for (const { by } of steps.toSorted((a, b) => a.at - b.at || a.by - b.by)) {
    now += by;
    most = Math.max(most, now);
  }
  return most;
}
