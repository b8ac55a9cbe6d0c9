import { createHash, createHmac, randomUUID } from 'node:crypto';
import { type EdgeRig, edgeFigures, startEdgeRig } from '@grocer/test-support/edge-rig';
import EdgeGrid from 'akamai-edgegrid';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

const call = '/ccu/v3/invalidate/tag/production';
const milk = '/catalogue/v1/products/milk';
const { purgeCredentials: credentials } = edgeFigures;
let rig: EdgeRig;
let version: number;

beforeEach(async () => {
  version = 1;
  rig = await startEdgeRig();
  rig.script = (_request, response) => response.writeHead(200, tagged('product-milk, department-dairy')).end(shown());
});
afterEach(() => rig.stop());

const shown = () => `version ${version}`;
const tagged = (tags: string) => ({
  'cache-control': 'public, max-age=60',
  etag: `"${version}"`,
  'edge-cache-tag': tags,
});

async function read(path = milk) {
  const response = await rig.get(path);
  return `${response.headers.get('x-cache')} ${await response.text()}`;
}

interface Signing {
  readonly clientToken: string;
  readonly clientSecret: string;
  readonly accessToken: string;
  readonly at: number;
  readonly nonce: string;
  readonly path: string;
}

/** Signed as Akamai documents it, so that every part of it can be wrong. */
function authorizationFor(body: string, signing: Partial<Signing> = {}): string {
  const all = { ...credentials, at: Date.now(), nonce: randomUUID(), path: call, ...signing };
  const timestamp = `${new Date(all.at).toISOString().slice(0, 19).replaceAll('-', '')}+0000`;
  const unsigned = `EG1-HMAC-SHA256 client_token=${all.clientToken};access_token=${all.accessToken};timestamp=${timestamp};nonce=${all.nonce};`;
  const hmac = (data: string, key: string) => createHmac('sha256', key).update(data).digest('base64');
  const content = createHash('sha256').update(body).digest('base64');
  const data = ['POST', 'http', new URL(rig.url).host, all.path, '', content, unsigned].join('\t');
  return `${unsigned}signature=${hmac(data, hmac(timestamp, all.clientSecret))}`;
}

function purgeBy(authorization: string, body: string): Promise<Response> {
  const headers = { authorization, 'content-type': 'application/json' };
  return fetch(rig.url + call, { method: 'POST', headers, body });
}

function purge(...objects: string[]): Promise<Response> {
  const body = JSON.stringify({ objects });
  return purgeBy(authorizationFor(body), body);
}

describe('a purge', () => {
  test('by Akamai’s own client has what its tags name shown anew at the next request', async () => {
    expect([await read(), await read()]).toEqual(['MISS version 1', 'HIT version 1']);
    version = 2;
    const client = new EdgeGrid(credentials.clientToken, credentials.clientSecret, credentials.accessToken, 'edge');
    // It speaks TLS unless it is told otherwise here.
    Object.assign(client.config, { host: rig.url });
    const { promise, resolve, reject } = Promise.withResolvers<string | undefined>();
    client.auth({ path: call, method: 'POST', body: { objects: ['product-milk'] } });
    client.send((error, response, body) => (response ? resolve(body) : reject(error)));
    const answer: unknown = JSON.parse((await promise) ?? '');
    expect(answer).toMatchObject({ httpStatus: 201, detail: 'Request accepted', purgeId: expect.any(String) });
    expect(answer).toMatchObject({ estimatedSeconds: expect.any(Number), supportId: expect.any(String) });
    expect([await read(), await read()]).toEqual(['EXPIRED version 2', 'HIT version 2']);
  });

  test('is seen by a browser’s conditional request', async () => {
    const { headers } = await rig.get(milk);
    expect((await rig.get(milk, { 'if-none-match': headers.get('etag') ?? '' })).status).toBe(304);
    version = 2;
    await purge('product-milk');
    const answer = await rig.get(milk, { 'if-none-match': '"1"' });
    expect([answer.status, await answer.text()]).toEqual([200, 'version 2']);
  });

  test('touches what has one of its tags, and nothing else', async () => {
    rig.script = ({ url = '' }, response) => response.writeHead(200, tagged(`${url.split('/').at(-1)},all`)).end('x');
    const paths = ['a', 'b', 'c'].map((name) => `/catalogue/${name}`);
    for (const path of paths) await read(path);
    await purge('a', 'b', 'unknown', 'Al');
    expect(await Promise.all(paths.map(read))).toEqual(['EXPIRED x', 'EXPIRED x', 'HIT x']);
    await purge('all');
    expect(await Promise.all(paths.map(read))).toEqual(['EXPIRED x', 'EXPIRED x', 'EXPIRED x']);
  });

  test('marks as stale: what has not changed after all is confirmed, and never shown meanwhile', async () => {
    rig.script = ({ headers }, response) => {
      const answer = { ...tagged('product-milk'), 'cache-control': 'max-age=60, stale-while-revalidate=600' };
      response.writeHead(headers['if-none-match'] === '"1"' ? 304 : 200, answer).end();
    };
    await read();
    await purge('product-milk');
    expect((await rig.get(milk)).headers.get('x-cache')).toBe('REVALIDATED');
    expect((await rig.get(milk)).headers.get('x-cache')).toBe('HIT');
  });

  test('shows nobody the tags', async () => {
    for (const _time of ['MISS', 'HIT']) expect((await rig.get(milk)).headers.has('edge-cache-tag')).toBe(false);
  });
});

describe('an answer that was under way when its tag was purged', () => {
  /** The service reads its data, and answers when told to. */
  function slowly() {
    const { promise: told, resolve: answer } = Promise.withResolvers<void>();
    rig.script = async (_request, response) => {
      const [headers, body] = [tagged('product-milk'), shown()];
      await told;
      response.writeHead(200, headers).end(body);
    };
    return answer;
  }

  test('is never kept as fresh', async () => {
    const answer = slowly();
    const first = read();
    await vi.waitFor(() => expect(rig.seen).toHaveLength(1));
    version = 2;
    await purge('product-milk');
    answer();
    expect(await first).toBe('MISS version 1');
    expect(await read()).toBe('EXPIRED version 2');
  });

  test('is not shared with those who come after the purge', async () => {
    const answerOld = slowly();
    const first = read();
    await vi.waitFor(() => expect(rig.seen).toHaveLength(1));
    version = 2;
    await purge('product-milk');
    const answerNew = slowly();
    const second = read();
    await vi.waitFor(() => expect(rig.seen).toHaveLength(2));
    answerNew();
    expect(await second).toBe('MISS version 2');
    // The old answer comes last, and takes nothing's place.
    answerOld();
    expect(await first).toBe('MISS version 1');
    expect(await read()).toBe('HIT version 2');
  });

  test('that was to refresh a stale one is not kept as fresh either', async () => {
    const now = Date.now();
    rig.script = (_request, response) =>
      response
        .writeHead(200, { ...tagged('product-milk'), 'cache-control': 'max-age=5, stale-while-revalidate=60' })
        .end(shown());
    await read();
    vi.useFakeTimers({ toFake: ['Date'], now: now + 6000 });
    const answer = slowly();
    expect(await read()).toBe('STALE version 1');
    await vi.waitFor(() => expect(rig.seen).toHaveLength(2));
    version = 2;
    await purge('product-milk');
    rig.script = (_request, response) => response.writeHead(200, tagged('product-milk')).end(shown());
    expect(await read()).toBe('EXPIRED version 2');
    answer();
    expect(await read()).toBe('HIT version 2');
    vi.useRealTimers();
  });

  test('never leaves an old one fresh, however reads, changes and purges meet', async () => {
    rig.script = async (_request, response) => {
      const [headers, body] = [tagged('product-milk'), shown()];
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 4));
      response.writeHead(200, headers).end(body);
    };
    for (let round = 0; round < 30; round++) {
      const reads = Array.from({ length: 5 }, () => read());
      version += 1;
      const purged = purge('product-milk');
      reads.push(read());
      await purged;
      expect((await read()).split(' ').slice(1).join(' ')).toBe(shown());
      await Promise.all(reads);
      expect((await read()).split(' ').slice(1).join(' ')).toBe(shown());
    }
  });
});

describe('a purge call is refused', () => {
  const body = JSON.stringify({ objects: ['product-milk'] });

  test.each<[string, number, Partial<Signing>]>([
    ['with a wrong secret', 401, { clientSecret: 'another' }],
    ['with another client’s token', 401, { clientToken: 'another' }],
    ['with a wrong access token', 401, { accessToken: 'another' }],
    ['signed for another path', 401, { path: '/ccu/v3/invalidate/url/production' }],
    ['signed long ago', 400, { at: Date.now() - 120_000 }],
    ['signed in the future', 400, { at: Date.now() + 120_000 }],
  ])('%s', async (_what, status, signing) => {
    await read();
    const answer = await purgeBy(authorizationFor(body, signing), body);
    expect([answer.status, (await answer.json()).status]).toEqual([status, status]);
    expect(await read()).toBe('HIT version 1');
  });

  test.each(['', 'Bearer x', 'EG1-HMAC-SHA256 client_token=a;', 'EG1-HMAC-SHA256 signature='])(
    'signed by “%s”',
    async (authorization) => expect((await purgeBy(authorization, body)).status).toBe(401),
  );

  test('with a body that was not signed', async () => {
    expect((await purgeBy(authorizationFor(body), body.replace('milk', 'eggs'))).status).toBe(401);
  });

  test('when it is replayed', async () => {
    const authorization = authorizationFor(body);
    const statuses = [await purgeBy(authorization, body), await purgeBy(authorization, body)];
    expect(statuses.map(({ status }) => status)).toEqual([201, 400]);
  });

  test.each([
    '',
    '{',
    'null',
    '[]',
    '{"objects":[]}',
    '{"objects":"a"}',
    '{"objects":[1]}',
    '{"objects":["a b"]}',
    '{"objects":["path:/"]}',
  ])('when it says %s', async (said) =>
    expect((await purgeBy(authorizationFor(said), said)).status).toBe(said === '' ? 401 : 400),
  );

  test('when its body is too long', async () => {
    const objects = Array.from({ length: 3000 }, (_, index) => `product-00000000${index}`);
    const answer = await purge(...objects);
    expect([answer.status, await answer.json()]).toEqual([413, expect.objectContaining({ httpStatus: 413 })]);
  });

  test('when there are too many calls, or too many tags', async () => {
    const limits = { ...edgeFigures.purge, calls: { burst: 3, perSecond: 1 }, tags: { burst: 4, perMinute: 1 } };
    await rig.restart({ purge: limits });
    expect((await purge('a', 'b', 'c', 'd', 'e')).status).toBe(429);
    // What is refused costs nothing.
    const answers = [await purge('a', 'b', 'c'), await purge('a', 'b'), await purge('a')];
    expect(answers.map(({ status }) => status)).toEqual([201, 429, 201]);
    expect(await answers[1]?.json()).toMatchObject({
      title: 'Tag Rate Limit exceeded',
      rateLimit: 4,
      rateLimitCurrentRequestSize: 2,
      rateLimitRemaining: 1,
    });
    expect(Number(answers[1]?.headers.get('retry-after'))).toBeGreaterThan(0);
    await purge('a');
    expect(await (await purge('a')).json()).toMatchObject({ httpStatus: 429 });
  });

  test('costs its sender as any request, where a signed one costs none', async () => {
    await rig.restart({ clientLimit: { burst: 2, perSecond: 0.1 } });
    for (let time = 0; time < 4; time++) expect((await purge('a')).status).toBe(201);
    const statuses = [];
    for (let time = 0; time < 3; time++) statuses.push((await purgeBy('EG1-HMAC-SHA256 x', body)).status);
    expect(statuses).toEqual([401, 401, 429]);
    expect((await purge('a')).status).toBe(201);
  });
});
