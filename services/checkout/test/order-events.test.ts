import { setTimeout as delay } from 'node:timers/promises';
import type { HttpApp } from '@grocer/chassis/http';
import { openTestSlot } from '@grocer/test-support/orders';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, type Harness, placed, startHarness } from './harness.ts';

let harness: Harness;
let origin: string;
beforeAll(async () => {
  harness = await startHarness();
  origin = await harness.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => harness.stop());

/** Opens the events of an order over HTTP. */
async function follow(orderId: string, lastEventId?: string, at = origin) {
  const authorization = `Bearer ${await harness.token('customer-1')}`;
  const headers = { authorization, ...(lastEventId !== undefined && { 'last-event-id': lastEventId }) };
  return fetch(`${at}/checkout/v1/orders/${orderId}/events`, { headers });
}

/** Reads a stream until it holds `text`, or ends. */
async function readUntil(response: Response, text: string): Promise<string> {
  let read = '';
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  while (!read.includes(text)) {
    const chunk = await reader?.read();
    if (!chunk || chunk.done) break;
    read += decoder.decode(chunk.value, { stream: true });
  }
  await reader?.cancel();
  return read;
}

const cancel = (orderId: string) => call(harness, 'POST', `/checkout/v1/orders/${orderId}/cancel`);
const statusesIn = (text: string) => [...text.matchAll(/"status":"([a-z-]+)"/g)].map(([, status]) => status);
const idsIn = (text: string) => [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));

describe("an order's events", () => {
  it('begin with the history, then tell what happens, and end with the order', async () => {
    const { id } = await placed(harness);
    const response = await follow(id);
    expect(response.headers.get('content-type')).toMatch('text/event-stream');
    const text = response.text();
    await cancel(id);
    const events = await text;
    expect(events.startsWith('retry: 15000\n\n')).toBe(true);
    expect(events).toContain('event: order-status\nid: 1\ndata: {"orderId"');
    expect(idsIn(events)).toEqual([1, 2, 3, 4]);
    expect(statusesIn(events)).toEqual(['pending-payment', 'confirmed', 'released', 'cancelled']);
  });

  it('resume behind the last event that the client has seen', async () => {
    const { id } = await placed(harness);
    expect(idsIn(await readUntil(await follow(id), 'id: 3'))).toEqual([1, 2, 3]);
    const resumed = await follow(id, '2');
    await cancel(id);
    expect(idsIn(await resumed.text())).toEqual([3, 4]);
  });

  it('answer 204 to a client that has seen the end', async () => {
    const { id } = await placed(harness);
    await cancel(id);
    expect((await follow(id, '4')).status).toBe(204);
    expect(idsIn(await (await follow(id, '3')).text())).toEqual([4]);
  });

  it.each(['nonsense', '-1', '1.5', '99', ''])('refuse the Last-Event-ID "%s"', async (lastEventId) => {
    const { id } = await placed(harness);
    expect((await follow(id, lastEventId)).status).toBe(400);
  });

  it('are not opened by HEAD', async () => {
    const { id } = await placed(harness);
    const response = await fetch(`${origin}/checkout/v1/orders/${id}/events`, { method: 'HEAD' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET']);
  });

  it('reach a hundred watchers of one instance by one statement per round', async () => {
    let statements = 0;
    const { database } = harness.checkout;
    const query: typeof database.query = (text, values) => {
      if (text.includes('unnest($1::uuid[], $2::integer[]) as seen')) statements += 1;
      return database.query(text, values);
    };
    const app = harness.buildAnother({ database: { ...database, query } });
    const at = await app.listen({ host: '127.0.0.1', port: 0 });
    const slotId = await openTestSlot(harness.database.admin);
    const { id } = await placed(harness, { slotId });
    const startedAt = performance.now();
    const watchers = await Promise.all(Array.from({ length: 100 }, () => follow(id, undefined, at)));
    const texts = watchers.map((watcher) => watcher.text());
    await cancel(id);
    for (const text of await Promise.all(texts)) expect(idsIn(text)).toEqual([1, 2, 3, 4]);
    expect(statements).toBeLessThanOrEqual(1 + (performance.now() - startedAt) / 250);
  });

  it('of many orders reach each its own watcher, over a pool of two connections', async () => {
    const app = harness.buildAnother({ database: harness.database.another('checkout', 2) });
    const at = await app.listen({ host: '127.0.0.1', port: 0 });
    const slotId = await openTestSlot(harness.database.admin, { capacity: 40 });
    const orders = await Promise.all(Array.from({ length: 40 }, () => placed(harness, { slotId })));
    const streams = await Promise.all(orders.map(({ id }, index) => follow(id, String(index % 4), at)));
    const texts = streams.map((stream) => stream.text());
    await Promise.all(orders.map(({ id }) => cancel(id)));
    for (const [index, text] of (await Promise.all(texts)).entries()) {
      expect(idsIn(text)).toEqual([1, 2, 3, 4].slice(index % 4));
      expect(new Set([...text.matchAll(/"orderId":"([^"]+)"/g)].map(([, id]) => id))).toEqual(
        new Set([orders[index]?.id]),
      );
    }
  });

  it('survive a database that is away for a moment', async () => {
    const { database } = harness.checkout;
    let isAway = false;
    const query: typeof database.query = (text, values) =>
      isAway ? Promise.reject(new Error('away')) : database.query(text, values);
    const comeBack = () => {
      isAway = false;
    };
    const log = { ...harness.checkout.log, warn: comeBack };
    const app = harness.buildAnother({ database: { ...database, query }, log });
    const { id } = await placed(harness);
    const response = await follow(id, undefined, await app.listen({ host: '127.0.0.1', port: 0 }));
    isAway = true;
    await cancel(id);
    expect(statusesIn(await response.text()).at(-1)).toBe('cancelled');
  });

  it('end when the instance stops, and resume at another', async () => {
    const { id } = await placed(harness);
    const stopping: HttpApp = harness.buildAnother();
    const response = await follow(id, undefined, await stopping.listen({ host: '127.0.0.1', port: 0 }));
    const text = response.text();
    await stopping.close();
    expect(idsIn(await text)).toEqual([1, 2, 3]);
    const resumed = await follow(id, '3');
    await cancel(id);
    expect(idsIn(await resumed.text())).toEqual([4]);
  });

  it('stop being watched when the client goes away', async () => {
    let statements = 0;
    const { database } = harness.checkout;
    const query: typeof database.query = (text, values) => {
      if (text.includes('as seen')) statements += 1;
      return database.query(text, values);
    };
    const app = harness.buildAnother({ database: { ...database, query } });
    const { id } = await placed(harness);
    const response = await follow(id, undefined, await app.listen({ host: '127.0.0.1', port: 0 }));
    await readUntil(response, 'id: 3');
    await expect
      .poll(
        async () => {
          const before = statements;
          await delay(600);
          return statements - before;
        },
        { timeout: 10_000 },
      )
      .toBe(0);
  });
});
