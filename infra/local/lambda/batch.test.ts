import type { ReceivedMessage } from '@grocer/chassis/queue';
import { expect, test } from 'vitest';
import { collectBatch } from './batch.ts';

const { signal } = new AbortController();

/** A queue whose messages come one by one, each so long after the one before. */
function queueOf(count: number, everyMs: number) {
  const asked: { maxMessages: number; waitSeconds: number }[] = [];
  const startedAt = Date.now();
  let taken = 0;
  return {
    asked,
    queues: {
      async receive(_queueUrl: string, { maxMessages, waitSeconds }: { maxMessages: number; waitSeconds: number }) {
        asked.push({ maxMessages, waitSeconds });
        const arrived = () => Math.min(count, 1 + Math.floor((Date.now() - startedAt) / everyMs)) - taken;
        const endsAt = Date.now() + waitSeconds * 1000;
        while (arrived() === 0 && Date.now() < endsAt) await new Promise((resolve) => setTimeout(resolve, 5));
        const given = Math.min(arrived(), maxMessages);
        return Array.from({ length: given }, (): ReceivedMessage => ({ id: String(taken++), body: '', receipt: '' }));
      },
    },
  };
}

test('takes what is there without a window', async () => {
  const { queues, asked } = queueOf(3, 10_000);
  expect(await collectBatch({ queues, queueUrl: '', batchSize: 10 }, signal)).toHaveLength(1);
  expect(asked).toEqual([{ maxMessages: 10, waitSeconds: 20 }]);
});

test('waits within its window until the batch is full', async () => {
  const { queues } = queueOf(30, 20);
  const collecting = { queues, queueUrl: '', batchSize: 12, windowSeconds: 60 };
  const startedAt = Date.now();
  expect(await collectBatch(collecting, signal)).toHaveLength(12);
  expect(Date.now() - startedAt).toBeLessThan(20_000);
});

test('hands over what it has when its window has passed', async () => {
  const { queues } = queueOf(2, 100);
  const startedAt = Date.now();
  expect(await collectBatch({ queues, queueUrl: '', batchSize: 10, windowSeconds: 1 }, signal)).toHaveLength(2);
  expect(Date.now() - startedAt).toBeGreaterThanOrEqual(990);
});

test('asks for ten at most, as SQS gives no more', async () => {
  const { queues, asked } = queueOf(1, 1);
  await collectBatch({ queues, queueUrl: '', batchSize: 100 }, signal);
  expect(asked[0]).toMatchObject({ maxMessages: 10 });
});
