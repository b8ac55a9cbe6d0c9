import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { type EdgeRig, type Script, startEdgeRig } from '@grocer/test-support/edge-rig';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

let rig: EdgeRig;

beforeEach(async () => {
  rig = await startEdgeRig();
});
afterEach(() => rig.stop());

describe('routing', () => {
  test('sends a request on as it is, and the answer back', async () => {
    rig.script = async (request, response) => {
      const { method, url, headers } = request;
      response.writeHead(201, { location: '/checkout/v1/orders/1', 'content-type': 'application/json' });
      response.end(JSON.stringify({ method, url, key: headers['idempotency-key'], body: await text(request) }));
    };
    const response = await fetch(`${rig.url}/checkout/v1/orders?x=%20a`, {
      method: 'POST',
      headers: { 'idempotency-key': 'k-1', 'content-type': 'application/json', cookie: 'a=b' },
      body: '{"lines":[]}',
    });
    expect([response.status, response.headers.get('location')]).toEqual([201, '/checkout/v1/orders/1']);
    expect(await response.json()).toEqual({
      method: 'POST',
      url: '/checkout/v1/orders?x=%20a',
      key: 'k-1',
      body: '{"lines":[]}',
    });
  });

  test('tells the service who called, whatever the client says', async () => {
    rig.script = ({ headers }, response) => response.end(JSON.stringify(headers));
    const response = await fetch(`${rig.url}/catalogue/v1/products`, {
      headers: { 'x-forwarded-for': '10.1.1.1', cookie: 'a=b' },
    });
    const headers = await response.json();
    expect(headers).toMatchObject({ 'x-forwarded-for': '127.0.0.1', 'x-forwarded-host': new URL(rig.url).host });
    expect(headers).not.toHaveProperty('cookie');
  });

  test.each(['/health/ready', '/health/live', '/cataloguex', '/internal'])('keeps %s inside', async (path) => {
    const response = await fetch(rig.url + path);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ type: 'https://grocer.example/problems/not-found' });
    expect(rig.seen).toEqual([]);
  });

  test.each(['/catalogue/../health/ready', '/catalogue/%2e%2e/health/ready', '/catalogue/..%2fhealth/ready'])(
    'lets no %s climb out of its service',
    async (path) => {
      expect(await getRaw(path)).toBe(404);
      expect(rig.seen).toEqual([]);
    },
  );

  test('sends an answer without a body and a HEAD as they are', async () => {
    rig.script = ({ method }, response) => response.writeHead(method === 'HEAD' ? 200 : 204, { etag: '"1"' }).end();
    const head = await fetch(`${rig.url}/catalogue/v1/products`, { method: 'HEAD' });
    const put = await fetch(`${rig.url}/catalogue/v1/products`, { method: 'DELETE' });
    expect([head.status, head.headers.get('etag'), put.status]).toEqual([200, '"1"', 204]);
  });
});

describe('a service that fails', () => {
  test('is a bad gateway when it is not there', async () => {
    await rig.stopService();
    const response = await fetch(`${rig.url}/checkout/v1/orders`, { method: 'POST', body: 'x' });
    expect(response.status).toBe(502);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await response.json()).toMatchObject({ type: 'https://grocer.example/problems/bad-gateway' });
  });

  test.each(['POST', 'GET'])('is asked once when it breaks the connection (%s)', async (method) => {
    const seen = vi.fn<Script>((request) => request.socket.destroy());
    rig.script = seen;
    expect((await fetch(`${rig.url}/checkout/v1/orders`, { method })).status).toBe(502);
    expect(seen).toHaveBeenCalledTimes(1);
  });

  test('is asked once when it is overloaded', async () => {
    const seen = vi.fn<Script>((_request, response) => response.writeHead(503, { 'retry-after': '1' }).end());
    rig.script = seen;
    expect((await fetch(`${rig.url}/catalogue/v1/products`)).status).toBe(503);
    expect(seen).toHaveBeenCalledTimes(1);
  });

  test('never looks complete when it breaks off in the middle', async () => {
    rig.script = (request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half');
      setImmediate(() => request.socket.destroy());
    };
    await expect(fetch(`${rig.url}/catalogue/v1/products`).then((response) => response.text())).rejects.toThrow();
  });
});

describe('bodies', () => {
  test.each([
    ['with its length told', { 'content-length': String(1024 * 1024) }],
    ['in chunks', { 'transfer-encoding': 'chunked' }],
  ])('of a megabyte are read off and refused (%s)', async (_, headers) => {
    const request = httpRequest(`${rig.url}/checkout/v1/orders`, { method: 'POST', headers });
    request.end('x'.repeat(1024 * 1024));
    const [response]: IncomingMessage[] = await once(request, 'response');
    expect(response?.statusCode).toBe(413);
    expect(rig.seen).toEqual([]);
  });
});

describe('event streams', () => {
  test('arrive event by event, and open at once', async () => {
    const { promise: more, resolve: sendMore } = Promise.withResolvers<void>();
    rig.script = async (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      await more;
      response.write('id: 1\n\n');
    };
    const response = await rig.get('/checkout/v1/orders/1/events');
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    sendMore();
    const reader = response.body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('id: 1\n\n');
    await reader?.cancel();
  });

  test('end behind the edge when the reader goes away', async () => {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    rig.script = (_request, response) => {
      response.on('close', resolve);
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    };
    const reader = new AbortController();
    await fetch(`${rig.url}/checkout/v1/orders/1/events`, { signal: reader.signal });
    reader.abort();
    await closed;
  });

  test('do not hold the edge when it stops', async () => {
    rig.script = (_request, response) =>
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    const response = await rig.get('/checkout/v1/orders/1/events');
    const startedAt = performance.now();
    await Promise.all([rig.restart({}), response.text().catch(() => undefined)]);
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});

test('ends what is in work before it stops', async () => {
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
  const { promise: answer, resolve: finish } = Promise.withResolvers<void>();
  rig.script = async (_request, response) => {
    arrive();
    await answer;
    response.end('done');
  };
  const response = rig.get('/checkout/v1/orders');
  await arrived;
  const stopped = rig.restart({});
  finish();
  expect(await (await response).text()).toBe('done');
  await stopped;
});

test.each(['/%2e%2e/etc/passwd', '//health/live', 'ftp://elsewhere/checkout/v1/orders', '/checkout;/../health/live'])(
  'nothing is at %s',
  async (target) => {
    expect(await getRaw(target)).toBe(404);
  },
);

test.each([
  ['hosts', 400, 'host: a\r\nhost: b\r\n'],
  ['tokens', 401, 'host: a\r\nauthorization: Bearer a\r\nauthorization: Bearer b\r\n'],
])('two %s are refused: who stands behind might see the other', async (_what, status, headers) => {
  const answer = await askRaw('/catalogue/v1/products', headers);
  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(answer).toContain('application/problem+json');
});

/** The status; `fetch` would tidy the path up. */
async function getRaw(path: string): Promise<number> {
  return Number((await askRaw(path, 'host: shop\r\n')).split(' ')[1]);
}

function askRaw(target: string, headers: string, method = 'GET'): Promise<string> {
  return rig.raw(`${method} ${target} HTTP/1.1\r\n${headers}connection: close\r\n\r\n`);
}
