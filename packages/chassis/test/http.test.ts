import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { createHttp, type HttpApp } from '@grocer/chassis/http';
import type { Verifier } from '@grocer/chassis/identity';
import { createLog } from '@grocer/chassis/log';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const verifier: Verifier = {
  verify: async () => ({ subject: 'customer-1', clientId: 'storefront', scopes: new Set(['things:read']), groups: [] }),
  warmUp: async () => {},
};

let app: HttpApp;
let url: string;
beforeAll(async () => {
  app = createHttp({ log: createLog({ name: 'test', level: 'fatal' }), verifier, isReady: () => true });
  app.post('/things', async () => ({}));
  app.get('/guarded', { config: { scope: 'things:read' } }, async () => ({}));
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

describe('work whose client has gone', () => {
  it('counts against the limit until it is done, and no longer', async () => {
    const gate = Promise.withResolvers<void>();
    let running = 0;
    const limited = createHttp({
      log: createLog({ name: 'test', level: 'fatal' }),
      isReady: () => true,
      maxInFlight: 2,
    });
    limited.get('/slow', async () => {
      running += 1;
      await gate.promise;
      return {};
    });
    limited.get('/quick', async () => ({}));
    const origin = await limited.listen({ host: '127.0.0.1', port: 0 });
    const leaving = new AbortController();
    const left = [1, 2].map(() => fetch(`${origin}/slow`, { signal: leaving.signal }).catch(() => 'gone'));
    await expect.poll(() => running).toBe(2);
    leaving.abort();
    expect(await Promise.all(left)).toEqual(['gone', 'gone']);
    expect((await fetch(`${origin}/quick`)).status).toBe(503);
    gate.resolve();
    await expect.poll(async () => (await fetch(`${origin}/quick`)).status).toBe(200);
    await limited.close();
  });

  it('is not counted for ever when it left in the middle of its body', async () => {
    const limited = createHttp({
      log: createLog({ name: 'test', level: 'fatal' }),
      isReady: () => true,
      maxInFlight: 1,
    });
    limited.post('/things', async () => ({}));
    const origin = await limited.listen({ host: '127.0.0.1', port: 0 });
    const socket = connect(Number(new URL(origin).port), '127.0.0.1');
    socket.write('POST /things HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{');
    const status = async () => (await fetch(`${origin}/things`, { method: 'POST' })).status;
    await expect.poll(status).toBe(503);
    socket.destroy();
    await expect.poll(status).toBe(200);
    await limited.close();
  });
});

describe('a refused request', () => {
  /** Sends text over a connection and waits for so many answers. */
  async function answersTo(socket: Socket, texts: readonly string[]): Promise<string> {
    let received = '';
    socket.on('data', (bytes) => {
      received += bytes;
    });
    for (const [index, one] of texts.entries()) {
      socket.write(one);
      await expect.poll(() => received.match(/HTTP\/1\.1 503 /g)?.length).toBe(Math.floor(index / 2) + 1);
    }
    return received;
  }

  it('leaves its connection usable, though its body comes after the answer', async () => {
    const full = createHttp({ log: createLog({ name: 'test', level: 'fatal' }), isReady: () => true, maxInFlight: 0 });
    full.post('/things', async () => ({}));
    const origin = await full.listen({ host: '127.0.0.1', port: 0 });
    const socket = connect(Number(new URL(origin).port), '127.0.0.1');
    const head = 'POST /things HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n';
    const answers = await answersTo(socket, [head, '{}', head, '{}']);
    expect(answers.match(/HTTP\/1\.1 503 /g)).toHaveLength(2);
    socket.destroy();
    await full.close();
  });

  it('does not keep the server from closing when its body never comes', { timeout: 5000 }, async () => {
    const full = createHttp({ log: createLog({ name: 'test', level: 'fatal' }), isReady: () => true, maxInFlight: 0 });
    full.post('/things', async () => ({}));
    const origin = await full.listen({ host: '127.0.0.1', port: 0 });
    const socket = connect(Number(new URL(origin).port), '127.0.0.1');
    await answersTo(socket, ['POST /things HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n']);
    await full.close();
    socket.destroy();
  });
});

describe('an Authorization header', () => {
  const told = /^Bearer realm="grocer", error="invalid_token"/;
  // Who sends no bearer token at all is told no error (RFC 6750 §3.1).
  const asked = /^Bearer realm="grocer"$/;
  it.each([
    ['Basic eDp5', asked],
    ['', asked],
    ['Bearer', told],
    ['Bearer a b', told],
    ['Bearer \u00e9', told],
  ])('"%s" is answered by a challenge', async (value, challenge) => {
    const answer = await fetch(`${url}/guarded`, { headers: { authorization: value } });
    const problem: unknown = await answer.json();
    expect([answer.status, answer.headers.get('content-type'), problem]).toMatchObject([
      401,
      'application/problem+json',
      { type: 'https://grocer.example/problems/unauthenticated' },
    ]);
    expect(answer.headers.get('www-authenticate')).toMatch(challenge);
  });

  it('is refused when there are two, whichever comes first', async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const authorization = 'authorization: Bearer a\r\nauthorization: Bearer b\r\n';
    socket.write(`GET /guarded HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${authorization}\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 401 /);
  });
});

it('does not wait for ever for a request', () => {
  expect(app.server.requestTimeout).toBe(30_000);
});

describe('closing', () => {
  it('waits for what runs, and for no connection that is only kept alive', { timeout: 5000 }, async () => {
    const gate = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const closing = createHttp({ log: createLog({ name: 'test', level: 'fatal' }), isReady: () => true });
    closing.get('/slow', async () => {
      asked.resolve();
      await gate.promise;
      return { isDone: true };
    });
    const origin = await closing.listen({ host: '127.0.0.1', port: 0 });
    const answer = fetch(`${origin}/slow`);
    await asked.promise;
    const closed = closing.close();
    await expect.poll(() => closing.server.listening).toBe(false);
    gate.resolve();
    expect(await (await answer).json()).toEqual({ isDone: true });
    await closed;
  });

  it('waits for no connection whose stream has ended', { timeout: 5000 }, async () => {
    const closing = createHttp({ log: createLog({ name: 'test', level: 'fatal' }), isReady: () => true });
    const stream = new Readable({ read() {} });
    closing.get('/stream', { config: { isStream: true } }, async (_request, reply) => reply.send(stream));
    closing.addHook('preClose', async () => void stream.push(null));
    stream.push('one');
    const origin = await closing.listen({ host: '127.0.0.1', port: 0 });
    const answer = await fetch(`${origin}/stream`);
    await Promise.all([closing.close(), answer.text()]);
  });

  it('waits for no connection that has asked nothing', { timeout: 5000 }, async () => {
    const closing = createHttp({ log: createLog({ name: 'test', level: 'fatal' }), isReady: () => true });
    const { port } = new URL(await closing.listen({ host: '127.0.0.1', port: 0 }));
    const early = connect(Number(port), '127.0.0.1');
    await once(closing.server, 'connection');
    await closing.close();
    early.destroy();
  });
});

describe('what Node does not read as a request', () => {
  const send = (bytes: string) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(bytes);
    return text(socket);
  };

  it.each([
    ['a control character in a header', 'GET /things?a=b HTTP/1.1\r\nhost: x\r\nidempotency-key: a\u0001b\r\n\r\n'],
    ['two lengths', 'GET /things HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n'],
    ['no method', 'nonsense\r\n\r\n'],
  ])('is answered as a bad value: %s', async (_, bytes) => {
    const [head = '', body = ''] = (await send(bytes)).split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n(.*\r\n)*content-type: application\/problem\+json/);
    expect(JSON.parse(body)).toMatchObject({
      type: 'https://grocer.example/problems/validation-failed',
      status: 400,
      errors: [{ pointer: '#' }],
    });
  });

  it('is a bare 431 when its headers are too large', async () => {
    const answer = await send(`GET /things HTTP/1.1\r\nhost: x\r\nx-filler: ${'x'.repeat(20_000)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 (.+\r\n)+\r\n$/);
  });
});
