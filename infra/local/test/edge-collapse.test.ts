import { type EdgeRig, edgeFigures, startEdgeRig } from '@grocer/test-support/edge-rig';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

const path = '/catalogue/v1/products/5000159407236';
const short = 'public, max-age=5, stale-while-revalidate=30';
let rig: EdgeRig;

beforeEach(async () => {
  rig = await startEdgeRig();
});
afterEach(() => rig.stop());

describe('those who ask the same at once', () => {
  test('are answered by one request', async () => {
    const { promise: all, resolve: goOn } = Promise.withResolvers<void>();
    rig.script = async (_request, response) => {
      await all;
      response.writeHead(200, { 'cache-control': short }).end('one');
    };
    const asked = Array.from({ length: 20 }, () => read());
    await vi.waitFor(() => expect(rig.seen).toHaveLength(1));
    goOn();
    const answers = await Promise.all(asked);
    expect(new Set(answers.map(({ body }) => body))).toEqual(new Set(['one']));
    expect(answers.filter(({ cache }) => cache === 'MISS')).toHaveLength(1);
    expect(rig.seen).toHaveLength(1);
  });

  test('get their own answer where it may not be kept', async () => {
    let count = 0;
    rig.script = async ({ headers }, response) => {
      count += 1;
      await vi.waitFor(() => expect(rig.seen.length).toBeGreaterThan(0));
      response.writeHead(200, { 'cache-control': 'private' }).end(`${count} ${headers.accept}`);
    };
    const bodies = await Promise.all(Array.from({ length: 5 }, async () => (await read()).body));
    expect(new Set(bodies).size).toBe(5);
  });

  test('do not share a failure that is one’s own', async () => {
    let count = 0;
    rig.script = (request, response) => {
      count += 1;
      return count === 1 ? request.socket.destroy() : response.writeHead(200, { 'cache-control': short }).end('well');
    };
    const statuses = await Promise.all([1, 2, 3].map(async () => (await rig.get(path)).status));
    expect(statuses.toSorted()).toEqual([200, 200, 502]);
    expect(count).toBe(2);
  });

  test('are not let down by the one whose request is under way when it goes away', async () => {
    const { promise: answered, resolve: goOn } = Promise.withResolvers<void>();
    rig.script = async (_request, response) => {
      await answered;
      response.writeHead(200, { 'cache-control': short }).end('one');
    };
    const first = new AbortController();
    const gone = fetch(rig.url + path, { signal: first.signal }).catch(() => 'gone');
    await vi.waitFor(() => expect(rig.seen).toHaveLength(1));
    const second = read();
    first.abort();
    expect(await gone).toBe('gone');
    goOn();
    expect((await second).body).toBe('one');
    expect(rig.seen).toHaveLength(1);
  });

  test('wait for so long and ask for themselves', async () => {
    await rig.restart({ cache: { ...edgeFigures.cache, collapseWaitMs: 50 } });
    const { promise: answered, resolve: goOn } = Promise.withResolvers<void>();
    let count = 0;
    rig.script = async (_request, response) => {
      count += 1;
      if (count === 1) await answered;
      response.writeHead(200, { 'cache-control': short }).end('well');
    };
    const first = read();
    await vi.waitFor(() => expect(count).toBe(1));
    expect((await read()).body).toBe('well');
    goOn();
    expect((await first).body).toBe('well');
  });
});

async function read() {
  const response = await rig.get(path);
  return { cache: response.headers.get('x-cache'), body: await response.text() };
}
