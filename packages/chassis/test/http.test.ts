import { createHttp, type HttpApp } from '@grocer/chassis/http';
import { createLog } from '@grocer/chassis/log';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let app: HttpApp;
let url: string;
beforeAll(async () => {
  app = createHttp({ log: createLog({ name: 'test', level: 'fatal' }), isReady: () => true });
  app.post('/things', async () => ({}));
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => app.close());

const post = (body: string) =>
  fetch(`${url}/things`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });

describe('a body over the limit', () => {
  it('is answered 413, so that the client sees why', async () => {
    const answer = await post(JSON.stringify('x'.repeat(1024 * 1024)));
    const problem: unknown = await answer.json();
    expect([answer.status, problem]).toMatchObject([
      413,
      { type: 'https://grocer.example/problems/payload-too-large' },
    ]);
  });

  it('is not read to its end when it is huge, and does not keep the server from closing', async () => {
    const other = createHttp({ log: createLog({ name: 'test', level: 'fatal' }), isReady: () => true });
    other.post('/things', async () => ({}));
    const origin = await other.listen({ host: '127.0.0.1', port: 0 });
    const headers = { 'content-type': 'application/json' };
    const asked = fetch(`${origin}/things`, { method: 'POST', headers, body: 'x'.repeat(8 * 1024 * 1024) });
    await asked.catch(() => undefined);
    await other.close();
  });

  it('is answered 413 when its length is not told', async () => {
    const chunk = new TextEncoder().encode('"'.padEnd(64 * 1024, 'x'));
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        if (sent > 16) controller.close();
        else controller.enqueue(chunk);
      },
    });
    const headers = { 'content-type': 'application/json' };
    const request: RequestInit & { duplex: 'half' } = { method: 'POST', headers, body, duplex: 'half' };
    const answer = await fetch(`${url}/things`, request);
    expect(answer.status).toBe(413);
  });
});
