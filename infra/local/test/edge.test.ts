import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createLog } from '@grocer/chassis/log';
import { edgeFigures } from '@grocer/test-support/edge-rig';
import { startTestIssuer, type TestIssuer } from '@grocer/test-support/tokens';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Edge, type EdgeOptions, startEdge } from '../edge.ts';
import { portOf } from '../processes/ports.ts';
import { type Observatory, startObservatory } from '../stand-ins/observatory.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

let issuer: TestIssuer;
let observatory: Observatory;
let folder: string;
let service: Server;
let handler: Handler;
let edge: Edge;

beforeAll(async () => {
  [issuer, observatory] = await Promise.all([startTestIssuer(), startObservatory({ port: 0 })]);
  folder = await mkdtemp(join(tmpdir(), 'grocer-edge-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Shop</title>');
  await writeFile(join(folder, 'assets', 'main-CU7CZ7lT.js'), 'export {};');
});

afterAll(async () => {
  await Promise.all([issuer.stop(), observatory.stop(), rm(folder, { recursive: true })]);
});

beforeEach(async () => {
  handler = (_request, response) => response.end('hello');
  service = createServer((request, response) => handler(request, response));
  await once(service.listen(0, '127.0.0.1'), 'listening');
  edge = await start();
});

afterEach(async () => {
  await edge.stop();
  service.closeAllConnections();
  await service[Symbol.asyncDispose]();
});

describe('routing', () => {
  test('sends a request on as it is, and the answer back', async () => {
    handler = async (request, response) => {
      const { method, url, headers } = request;
      response.writeHead(201, { location: '/checkout/v1/orders/1', 'content-type': 'application/json' });
      response.end(JSON.stringify({ method, url, key: headers['idempotency-key'], body: await text(request) }));
    };
    const response = await fetch(`${edge.url}/checkout/v1/orders?x=%20a`, {
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
    handler = ({ headers }, response) => response.end(JSON.stringify(headers));
    const response = await fetch(`${edge.url}/catalogue/v1/products`, {
      headers: { 'x-forwarded-for': '10.1.1.1', cookie: 'a=b' },
    });
    const headers = await response.json();
    expect(headers).toMatchObject({ 'x-forwarded-for': '127.0.0.1', 'x-forwarded-host': new URL(edge.url).host });
    expect(headers).not.toHaveProperty('cookie');
  });

  test.each(['/health/ready', '/health/live', '/cataloguex', '/internal'])('keeps %s inside', async (path) => {
    handler = vi.fn<Handler>();
    const response = await fetch(edge.url + path);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ type: 'https://grocer.example/problems/not-found' });
    expect(handler).not.toHaveBeenCalled();
  });

  test.each(['/catalogue/../health/ready', '/catalogue/%2e%2e/health/ready', '/catalogue/..%2fhealth/ready'])(
    'lets no %s climb out of its service',
    async (path) => {
      handler = vi.fn<Handler>();
      expect(await getRaw(path)).toBe(404);
      expect(handler).not.toHaveBeenCalled();
    },
  );

  test('sends an answer without a body and a HEAD as they are', async () => {
    handler = ({ method }, response) => response.writeHead(method === 'HEAD' ? 200 : 204, { etag: '"1"' }).end();
    const head = await fetch(`${edge.url}/catalogue/v1/products`, { method: 'HEAD' });
    const put = await fetch(`${edge.url}/catalogue/v1/products`, { method: 'DELETE' });
    expect([head.status, head.headers.get('etag'), put.status]).toEqual([200, '"1"', 204]);
  });
});

describe('a service that fails', () => {
  test('is a bad gateway when it is not there', async () => {
    service.closeAllConnections();
    await service[Symbol.asyncDispose]();
    const response = await fetch(`${edge.url}/checkout/v1/orders`, { method: 'POST', body: 'x' });
    expect(response.status).toBe(502);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await response.json()).toMatchObject({ type: 'https://grocer.example/problems/bad-gateway' });
    service = createServer();
    await once(service.listen(0, '127.0.0.1'), 'listening');
  });

  test.each(['POST', 'GET'])('is asked once when it breaks the connection (%s)', async (method) => {
    const seen = vi.fn<Handler>((request) => request.socket.destroy());
    handler = seen;
    expect((await fetch(`${edge.url}/checkout/v1/orders`, { method })).status).toBe(502);
    expect(seen).toHaveBeenCalledTimes(1);
  });

  test('is asked once when it is overloaded', async () => {
    const seen = vi.fn<Handler>((_request, response) => response.writeHead(503, { 'retry-after': '1' }).end());
    handler = seen;
    expect((await fetch(`${edge.url}/catalogue/v1/products`)).status).toBe(503);
    expect(seen).toHaveBeenCalledTimes(1);
  });

  test('never looks complete when it breaks off in the middle', async () => {
    handler = (request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half');
      setImmediate(() => request.socket.destroy());
    };
    await expect(fetch(`${edge.url}/catalogue/v1/products`).then((response) => response.text())).rejects.toThrow();
  });
});

describe('bodies', () => {
  test.each([
    ['with its length told', { 'content-length': String(1024 * 1024) }],
    ['in chunks', { 'transfer-encoding': 'chunked' }],
  ])('of a megabyte are read off and refused (%s)', async (_, headers) => {
    handler = vi.fn<Handler>();
    const request = httpRequest(`${edge.url}/checkout/v1/orders`, { method: 'POST', headers });
    request.end('x'.repeat(1024 * 1024));
    const [response]: IncomingMessage[] = await once(request, 'response');
    expect(response?.statusCode).toBe(413);
    expect(handler).not.toHaveBeenCalled();
  });
});

describe('limits', () => {
  test('hold a client to its burst, with Retry-After', async () => {
    await restart({ clientLimit: { burst: 2, perSecond: 0.5 } });
    const statuses = [await get('/catalogue/a'), await get('/catalogue/b'), await get('/catalogue/c')];
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(statuses[2]?.headers.get('retry-after')).toBe('2');
    expect(await statuses[2]?.json()).toMatchObject({ type: 'https://grocer.example/problems/too-many-requests' });
  });

  test('are not evaded by who a client says it is', async () => {
    await restart({ clientLimit: { burst: 1, perSecond: 0.1 } });
    const statuses: number[] = [];
    for (const address of ['203.0.113.1', '203.0.113.2'])
      statuses.push((await get('/catalogue/a', { 'x-forwarded-for': address, forwarded: `for=${address}` })).status);
    expect(statuses).toEqual([200, 429]);
  });

  test('count what is not found and preflights too', async () => {
    await restart({ clientLimit: { burst: 2, perSecond: 0.1 } });
    const preflight = { origin: 'https://a.example', 'access-control-request-method': 'GET' };
    expect((await get('/nothing')).status).toBe(404);
    expect((await ask('OPTIONS', '/catalogue/a', preflight)).status).toBe(204);
    expect((await get('/nothing')).status).toBe(429);
  });

  test('hold an account to its orders, wherever its tokens come from', async () => {
    await restart({ orderLimit: { burst: 1, perSecond: 0.1 } });
    const asha = () => issuer.token({ subject: 'customer-1', scopes: ['orders:place'] });
    const ben = await issuer.token({ subject: 'customer-2', scopes: ['orders:place'] });
    expect(await place(await asha())).toBe(200);
    expect(await place(await asha())).toBe(429);
    expect(await place(await asha(), '/checkout/v1/%6Frders')).toBe(429);
    expect(await place(ben)).toBe(200);
  });

  test('count no forged token for the account that it names, and let none evade by it', async () => {
    await restart({ orderLimit: { burst: 1, perSecond: 0.1 } });
    const elsewhere = await startTestIssuer();
    const asha = { subject: 'customer-1', scopes: ['orders:place' as const] };
    const forged = [
      await elsewhere.token({ ...asha, claims: { iss: issuer.issuer } }),
      await issuer.token({ ...asha, audience: 'elsewhere' }),
      await issuer.token({ ...asha, expiresIn: -60 }),
      await issuer.token({ ...asha, type: 'JWT' }),
      await issuer.token({ ...asha, scopes: ['orders:read'], groups: ['operators'] }),
      `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"customer-1"}').toString('base64url')}.`,
      'garbage',
    ];
    await elsewhere.stop();
    // The service behind answers 200 to all: what the edge lets by, checkout refuses by the same rules.
    for (const token of forged) expect(await place(token)).toBe(200);
    expect(await place(await issuer.token(asha))).toBe(200);
    expect(await place(await issuer.token(asha))).toBe(429);
  });

  test('see an order being placed however its address is written', async () => {
    await restart({ orderLimit: { burst: 1, perSecond: 0.1 } });
    const token = await issuer.token({ subject: 'customer-1', scopes: ['orders:place'] });
    expect(await place(token)).toBe(200);
    const headers = `host: shop\r\nauthorization: bearer ${token}\r\ncontent-length: 0\r\n`;
    const statuses: string[] = [];
    for (const target of ['/checkout/v1/orders?x=1', '/checkout/v1/orders#x', 'http://shop/checkout/v1/orders'])
      statuses.push((await askRaw(target, headers, 'POST')).split(' ')[1] ?? '');
    expect(statuses).toEqual(['429', '404', '429']);
  });

  test('let no order by while nobody can tell whose it is', async () => {
    const down = await startTestIssuer({ jwksStatus: () => 503 });
    await restart({ issuer: issuerFor(down) });
    const seen = vi.fn<Handler>();
    handler = seen;
    const token = await down.token({ subject: 'customer-1', scopes: ['orders:place'] });
    expect(await place(token)).toBe(503);
    expect(seen).not.toHaveBeenCalled();
    await down.stop();
  });

  test('leave what places no order alone', async () => {
    await restart({ orderLimit: { burst: 1, perSecond: 0.1 } });
    const token = await issuer.token({ subject: 'customer-1', scopes: ['orders:place'] });
    const reads = [1, 2].map(() => get('/checkout/v1/orders', { authorization: `Bearer ${token}` }));
    expect((await Promise.all(reads)).map(({ status }) => status)).toEqual([200, 200]);
  });
});

describe('event streams', () => {
  test('arrive event by event, and open at once', async () => {
    const { promise: more, resolve: sendMore } = Promise.withResolvers<void>();
    handler = async (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      await more;
      response.write('id: 1\n\n');
    };
    const response = await get('/checkout/v1/orders/1/events');
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    sendMore();
    const reader = response.body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('id: 1\n\n');
    await reader?.cancel();
  });

  test('end behind the edge when the reader goes away', async () => {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    handler = (_request, response) => {
      response.on('close', resolve);
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    };
    const reader = new AbortController();
    await fetch(`${edge.url}/checkout/v1/orders/1/events`, { signal: reader.signal });
    reader.abort();
    await closed;
  });

  test('do not hold the edge when it stops', async () => {
    handler = (_request, response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    const response = await get('/checkout/v1/orders/1/events');
    const startedAt = performance.now();
    await Promise.all([edge.stop(), response.text().catch(() => undefined)]);
    expect(performance.now() - startedAt).toBeLessThan(2000);
    edge = await start();
  });
});

test('ends what is in work before it stops', async () => {
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
  const { promise: answer, resolve: finish } = Promise.withResolvers<void>();
  handler = async (_request, response) => {
    arrive();
    await answer;
    response.end('done');
  };
  const response = get('/checkout/v1/orders');
  await arrived;
  const stopped = edge.stop();
  finish();
  expect(await (await response).text()).toBe('done');
  await stopped;
  edge = await start();
});

describe('the cache', () => {
  test('keeps a picture for everyone, and asks once', async () => {
    const seen = vi.fn<Handler>((_request, response) =>
      response
        .writeHead(200, { 'cache-control': 'public, max-age=86400', 'content-type': 'image/svg+xml' })
        .end('<svg/>'),
    );
    handler = seen;
    const bodies = [];
    for (let time = 0; time < 3; time++) bodies.push(await (await get('/catalogue/v1/products/1/picture.svg')).text());
    expect(bodies).toEqual(['<svg/>', '<svg/>', '<svg/>']);
    expect(seen).toHaveBeenCalledTimes(1);
  });

  test.each([
    ['is private', 'private, max-age=3600', {}],
    ['is asked for with a token', 'public, max-age=3600', { authorization: 'Bearer x' }],
  ])('keeps nothing that %s', async (_, cacheControl, headers) => {
    const seen = vi.fn<Handler>((_request, response) => response.setHeader('cache-control', cacheControl).end('x'));
    handler = seen;
    await (await get('/catalogue/v1/products', headers)).text();
    await (await get('/catalogue/v1/products', headers)).text();
    expect(seen).toHaveBeenCalledTimes(2);
  });

  test('answers conditional requests as the service would', async () => {
    handler = ({ headers }, response) => {
      response.setHeader('cache-control', 'public, max-age=3600').setHeader('etag', '"1"');
      response.writeHead(headers['if-none-match'] === '"1"' ? 304 : 200).end();
    };
    await get('/catalogue/v1/products/1');
    expect((await get('/catalogue/v1/products/1', { 'if-none-match': '"1"' })).status).toBe(304);
  });
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

describe('traces', () => {
  test('begin at the edge and go on behind it', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    handler = ({ headers }, response) => {
      resolve(String(headers.traceparent));
      response.end();
    };
    await get('/catalogue/v1/products');
    const [, traceId, spanId] = (await promise).split('-');
    const trace = await vi.waitFor(() => traceOf(traceId), { timeout: 2000 });
    expect(trace.spans).toMatchObject([{ spanId, service: 'edge', name: 'GET /catalogue', parentSpanId: null }]);
    expect(trace.spans[0].attributes).toMatchObject({ 'http.response.status_code': 200 });
  });

  test('are told of the order, whose address the answer has or the request', async () => {
    const orderId = '01a2100b-4dae-73dc-98cf-e0c08a9eb03a';
    handler = ({ method }, response) => {
      response.writeHead(method === 'POST' ? 201 : 200, { location: `/checkout/v1/orders/${orderId}` }).end();
    };
    await fetch(`${edge.url}/checkout/v1/orders`, { method: 'POST' });
    await get(`/checkout/v1/orders/${orderId}/events`);
    const traces = await vi.waitFor(
      async () => {
        const { items } = await (await fetch(`${observatory.url}/api/traces?orderId=${orderId}`)).json();
        expect(items).toHaveLength(2);
        return items;
      },
      { timeout: 2000 },
    );
    expect(traces).toMatchObject([{ orderId }, { orderId }]);
  });

  test('continue that of the caller', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    await get('/catalogue/v1/products', { traceparent: `00-${traceId}-b7ad6b7169203331-01` });
    const trace = await vi.waitFor(() => traceOf(traceId), { timeout: 2000 });
    expect(trace.spans).toMatchObject([{ parentSpanId: 'b7ad6b7169203331' }]);
  });
});

describe('pages', () => {
  test('answer every address of the shop with its page, never cached unasked', async () => {
    for (const path of ['/', '/products/5000159407236', '/signed-in?code=a']) {
      const response = await get(path, { accept: 'text/html' });
      expect(await response.text()).toContain('<title>Shop</title>');
      expect(response.headers.get('cache-control')).toBe('no-cache');
      expect(response.headers.get('content-security-policy')).toContain(`connect-src 'self' ${issuer.issuer}`);
    }
  });

  test('keep for good what is named by its content', async () => {
    const response = await get('/assets/main-CU7CZ7lT.js');
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(response.headers.get('content-type')).toContain('javascript');
  });

  test.each(['/assets/gone.js', '/health/ready'])('are not served for %s', async (path) => {
    expect((await get(path, { accept: 'text/html' })).status).toBe(404);
  });

  test('are told whom to sign in at, and where to look behind the scenes', async () => {
    const config = await (await get('/config.json')).json();
    expect(config).toEqual({
      issuer: issuer.issuer,
      observatory: observatory.url,
      clientId: 'storefront',
      audience: 'https://api.grocer.example',
    });
  });
});

describe('security headers', () => {
  const strict = {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'permissions-policy': expect.stringContaining('camera=()'),
  };

  test.each(['/', '/config.json', '/catalogue/v1/products', '/nothing'])('go out with %s', async (path) => {
    const headers = Object.fromEntries((await get(path, { accept: 'text/html' })).headers);
    expect(headers).toMatchObject(strict);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['content-security-policy']).not.toContain('unsafe-inline');
    // There is no TLS to hold a browser to.
    expect(headers).not.toHaveProperty('strict-transport-security');
  });

  test('go out with a refusal by a limit and a failure behind', async () => {
    await restart({ clientLimit: { burst: 1, perSecond: 0.1 } });
    handler = (request) => request.socket.destroy();
    const answers = [await get('/catalogue/a'), await get('/catalogue/a')];
    expect(answers.map(({ status }) => status)).toEqual([502, 429]);
    for (const { headers } of answers) expect(Object.fromEntries(headers)).toMatchObject(strict);
  });

  test('leave a service its own policy', async () => {
    const own = "default-src 'none'; style-src 'unsafe-inline'";
    handler = (_request, response) => response.setHeader('content-security-policy', own).end('<svg/>');
    expect((await get('/catalogue/v1/products/1/picture.svg')).headers.get('content-security-policy')).toBe(own);
  });
});

describe('other origins', () => {
  const partner = 'https://partner.example';
  const preflight = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' };
  const opening = (headers: Headers) => [...headers.keys()].filter((name) => name.startsWith('access-control-'));

  test('are told nothing by default, whatever they ask and whatever a service says', async () => {
    handler = (_request, response) => response.setHeader('access-control-allow-origin', '*').end();
    for (const origin of [partner, 'null', edge.url]) {
      const asked = await ask('OPTIONS', '/checkout/v1/orders', { origin, ...preflight });
      expect([asked.status, opening(asked.headers)]).toEqual([204, []]);
      for (const path of ['/', '/config.json', '/catalogue/v1/products', '/nothing'])
        expect(opening((await get(path, { origin })).headers)).toEqual([]);
    }
  });

  test('may call the API once they are listed, and read its refusals', async () => {
    await restart({ allowedOrigins: [partner], clientLimit: { burst: 2, perSecond: 0.1 } });
    handler = (_request, response) => response.setHeader('vary', 'Accept-Encoding').end();
    const asked = await ask('OPTIONS', '/checkout/v1/orders', { origin: partner, ...preflight });
    expect(asked.status).toBe(204);
    expect(Object.fromEntries(asked.headers)).toMatchObject({
      'access-control-allow-origin': partner,
      'access-control-allow-methods': 'GET, HEAD, POST, PUT',
      'access-control-allow-headers': expect.stringContaining('authorization'),
    });
    expect(opening(asked.headers)).not.toContain('access-control-allow-credentials');
    for (const status of [200, 429]) {
      const answer = await get('/catalogue/v1/products', { origin: partner });
      expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([status, partner]);
      expect(answer.headers.get('vary')).toBe(status === 200 ? 'Accept-Encoding, Origin' : 'Origin');
    }
  });

  test.each(['https://partner.example.evil', 'http://partner.example', 'https://partner.example:8443', 'null'])(
    'that are not listed are told nothing, like %s',
    async (origin) => {
      await restart({ allowedOrigins: [partner] });
      expect(opening((await get('/catalogue/v1/products', { origin })).headers)).toEqual([]);
      const asked = await ask('OPTIONS', '/catalogue/v1/products', { origin, ...preflight });
      expect(opening(asked.headers)).toEqual([]);
      expect(asked.headers.get('vary')).toBe('Origin');
    },
  );

  test('reach a service with an OPTIONS that is no preflight', async () => {
    handler = ({ method }, response) => response.writeHead(method === 'OPTIONS' ? 405 : 500).end();
    expect((await ask('OPTIONS', '/checkout/v1/orders')).status).toBe(405);
  });
});

function start(options: Partial<EdgeOptions> = {}): Promise<Edge> {
  const url = `http://127.0.0.1:${portOf(service)}`;
  return startEdge({
    port: 0,
    pages: folder,
    routes: [
      { prefix: '/catalogue', url },
      { prefix: '/checkout', url },
    ],
    ...edgeFigures,
    issuer: issuerFor(issuer),
    telemetryUrl: observatory.url,
    log: createLog({ name: 'edge', level: 'silent' }),
    ...options,
  });
}

function issuerFor({ issuer: issuerUrl, discoveryUrl }: TestIssuer): EdgeOptions['issuer'] {
  return { issuerUrl, discoveryUrl, workforce: { operators: ['orders:read'] } };
}

async function restart(options: Partial<EdgeOptions>): Promise<void> {
  await edge.stop();
  edge = await start(options);
}

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return ask('GET', path, headers);
}

/** `fetch` keeps `origin` and the like to itself. */
function ask(method: string, path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(edge.url + path, { method, headers });
}

async function place(token: string, path = '/checkout/v1/orders'): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(edge.url + path, { method: 'POST', headers, body: '{}' })).status;
}

async function traceOf(traceId: string | undefined) {
  const response = await fetch(`${observatory.url}/api/traces/${traceId}`);
  expect(response.status).toBe(200);
  return response.json();
}

/** The status; `fetch` would tidy the path up. */
async function getRaw(path: string): Promise<number> {
  return Number((await askRaw(path, 'host: shop\r\n')).split(' ')[1]);
}

async function askRaw(target: string, headers: string, method = 'GET'): Promise<string> {
  const socket = connect(Number(new URL(edge.url).port), '127.0.0.1');
  socket.write(`${method} ${target} HTTP/1.1\r\n${headers}connection: close\r\n\r\n`);
  return text(socket);
}
