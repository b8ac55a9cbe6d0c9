import { consume } from '@grocer/chassis/consumer';
import { Rejection } from '@grocer/chassis/errors';
import { createLog } from '@grocer/chassis/log';
import { newEvent } from '@grocer/chassis/queue';
import { OrderCancelled } from '@grocer/contracts/events';
import { createTestQueue, type TestQueue } from '@grocer/test-support/queues';
import { beforeEach, describe, expect, it, vi } from 'vitest';

const log = createLog({ name: 'test', level: 'fatal' });
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const orderId = '0190d0a0-0000-7000-8000-000000000001';
const cancelled = () =>
  newEvent({
    source: 'checkout',
    type: 'grocer.order.cancelled',
    subject: orderId,
    data: { orderId },
    time: new Date(),
  });

let queue: TestQueue;
beforeEach(async () => {
  queue = await createTestQueue('chassis', { visibilitySeconds: 1 });
});

async function consuming(handle: (event: OrderCancelled) => Promise<void>, until: () => Promise<void>): Promise<void> {
  const stopping = new AbortController();
  const { queues, url: queueUrl, dlqUrl } = queue;
  const loop = consume({
    queues,
    queueUrl,
    dlqUrl,
    schema: OrderCancelled,
    handle,
    log,
    batchSize: 10,
    signal: stopping.signal,
  });
  await until();
  stopping.abort();
  await loop;
}

describe('a queue', () => {
  it('carries an event with its trace', async () => {
    const event = cancelled();
    await queue.queues.send(queue.url, event, traceparent);
    const [message] = await queue.queues.receive(queue.url, { maxMessages: 1, waitSeconds: 1 });
    expect(JSON.parse(message?.body ?? '')).toEqual(event);
    expect(message?.traceparent).toBe(traceparent);
  });

  it('carries each of many events that are sent at once with its own trace', async () => {
    const traces = Array.from({ length: 12 }, (_, index) =>
      traceparent.replace('b7ad6b7169203331', `b7ad6b71692033${10 + index}`),
    );
    const sent = traces.map((trace) => ({ event: cancelled(), trace }));
    await Promise.all(sent.map(({ event, trace }) => queue.queues.send(queue.url, event, trace)));
    const received = [
      ...(await queue.queues.receive(queue.url, { maxMessages: 10, waitSeconds: 1 })),
      ...(await queue.queues.receive(queue.url, { maxMessages: 10, waitSeconds: 1 })),
    ].map(({ body, traceparent: trace }): [string, string | undefined] => [JSON.parse(body).id, trace]);
    expect(new Map(received)).toEqual(new Map(sent.map(({ event, trace }) => [event.id, trace])));
  });

  it('tells how much it holds, what is being worked on included', async () => {
    await queue.queues.sendBatch(queue.url, Array.from({ length: 3 }, cancelled));
    const [taken] = await queue.queues.receive(queue.url, { maxMessages: 1, waitSeconds: 1 });
    expect(await queue.queues.depth(queue.url)).toBe(3);
    await queue.queues.acknowledge(queue.url, taken?.receipt ?? '');
    expect(await queue.queues.depth(queue.url)).toBe(2);
  });

  it('takes more events than fit into one call', async () => {
    const events = Array.from({ length: 23 }, cancelled);
    await queue.queues.sendBatch(queue.url, events);
    const ids = new Set<string>();
    await consuming(
      async ({ id }) => void ids.add(id),
      () => vi.waitFor(() => expect(ids).toEqual(new Set(events.map(({ id }) => id))), { timeout: 5000 }),
    );
  });
});

describe('a batch', () => {
  const tooLarge = () => ({ ...cancelled(), subject: 'x'.repeat(2 ** 21) });

  it('answers what the queue did not take, and sends the rest', async () => {
    const [good, bad] = [Array.from({ length: 12 }, cancelled), tooLarge()];
    const refused = await queue.queues.sendBatch(queue.url, [...good, bad]);
    expect(refused).toContain(bad);
    expect(await queue.queues.depth(queue.url)).toBe(13 - refused.length);
  });

  it('throws when the queue took nothing', async () => {
    await expect(queue.queues.sendBatch(`${queue.url}-that-is-gone`, [cancelled()])).rejects.toThrow('unavailable');
  });
});

describe('a consumer', () => {
  it('brings a message again that failed, and only that', async () => {
    const handled: string[] = [];
    const [good, bad] = [cancelled(), cancelled()];
    await queue.queues.sendBatch(queue.url, [good, bad]);
    const handle = async ({ id }: OrderCancelled) => {
      handled.push(id);
      if (id === bad.id && handled.filter((one) => one === bad.id).length === 1) throw new Error('database down');
    };
    await consuming(handle, () =>
      vi.waitFor(() => expect(handled.toSorted()).toEqual([good.id, bad.id, bad.id].toSorted()), { timeout: 5000 }),
    );
    expect(await queue.drain()).toEqual([]);
  });

  it('acknowledges what the business rejects, and dead-letters what is malformed', async () => {
    const handled: string[] = [];
    await queue.queues.send(queue.url, cancelled());
    await queue.queues.send(queue.url, { ...cancelled(), data: { orderId: 'x' } });
    const handle = async ({ id }: OrderCancelled) => {
      handled.push(id);
      throw new Rejection('too-late-to-cancel', 'it has left');
    };
    let dead: string[] = [];
    await consuming(handle, () =>
      vi.waitFor(async () => {
        dead = dead.concat(await queue.drain(queue.dlqUrl));
        expect(dead).toHaveLength(1);
        expect(handled).toHaveLength(1);
      }, 10_000),
    );
    expect(dead[0]).toContain('"orderId":"x"');
  });
});
