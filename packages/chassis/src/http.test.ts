import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { Rejection, Unavailable } from './errors.ts';
import { createHttp } from './http.ts';
import type { Verifier } from './identity.ts';
import type { Log } from './log.ts';
import { publishOpenApi } from './openapi.ts';

const log: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const verifier: Verifier = {
  async verify(token) {
    if (token === 'issuer-down') throw new Unavailable('issuer');
    if (token === 'bad') throw new Rejection('unauthenticated', 'token expired');
    return { subject: 'customer-1', clientId: 'storefront', scopes: new Set(token.split(',')), groups: [] };
  },
  warmUp: async () => {},
};

function build(options: { maxInFlight?: number; isReady?: () => boolean } = {}) {
  const app = createHttp({ log, verifier, isReady: () => true, ...options });
  publishOpenApi(app, { prefix: '/things', title: 'Things', description: 'Things of a test.' });
  const body = Type.Object({ quantity: Type.Integer({ minimum: 1, maximum: 99 }) }, { additionalProperties: false });
  const query = Type.Object(
    { limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })) },
    { additionalProperties: false },
  );
  app.post(
    '/things',
    { schema: { body }, config: { scope: 'things:write' } },
    async ({ body: { quantity }, caller }) => ({
      quantity,
      by: caller?.subject,
    }),
  );
  app.get('/things', { schema: { querystring: query } }, async ({ query: { limit = 24 } }) => ({ limit }));
  app.get('/things/:id', async () => {
    throw new Rejection('out-of-stock', 'none left', { lines: [] });
  });
  app.get('/broken', async () => {
    throw new Error('password=hunter2');
  });
  app.get('/unreachable', async () => {
    throw new Unavailable('database');
  });
  return app;
}

const json = { 'content-type': 'application/json' };
const writer = { ...json, authorization: 'Bearer things:write' };
const post = (payload: unknown, headers: Record<string, string> = writer) =>
  build().inject({
    method: 'POST',
    url: '/things',
    headers,
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  });

describe('an application of createHttp', () => {
  it('answers what its handler returns', async () => {
    const answer = await post({ quantity: 2 });
    expect([answer.statusCode, answer.json()]).toEqual([200, { quantity: 2, by: 'customer-1' }]);
  });

  it.each([
    ['a value of another type', { quantity: '2' }, '#/quantity'],
    ['a fraction', { quantity: 1.5 }, '#/quantity'],
    ['a value out of bounds', { quantity: 100 }, '#/quantity'],
    ['an unknown field', { quantity: 1, price: 1 }, '#/price'],
    ['a missing field', {}, '#/quantity'],
    ['malformed JSON', '{"quantity":', '#'],
    ['an empty body', '', '#'],
    ['a polluted prototype', '{"__proto__":{"x":1},"quantity":1}', '#'],
  ])('refuses %s with its place', async (_title, payload, pointer) => {
    const answer = await post(payload);
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.json()).toMatchObject({
      type: 'https://grocer.example/problems/validation-failed',
      status: 400,
      instance: '/things',
      errors: [{ pointer }],
    });
  });

  it.each(['limit=0', 'limit=101', 'limit=1.5', 'limit=x', 'limit=1x', 'limit=1&limit=2', 'limit='])(
    'refuses the query %s',
    async (query) => {
      const answer = await build().inject(`/things?${query}`);
      expect([answer.statusCode, answer.json().errors[0].parameter]).toEqual([400, 'limit']);
    },
  );

  it.each(['/things/%E0%A4%A', `/things/${'x'.repeat(600)}`])('refuses the path %.20s', async (path) => {
    const answer = await build().inject(path);
    expect([answer.statusCode, answer.json().type]).toEqual([400, 'https://grocer.example/problems/validation-failed']);
  });

  it('refuses an unknown query parameter by name', async () => {
    const answer = await build().inject('/things?limits=1');
    expect([answer.statusCode, answer.json().errors]).toEqual([400, [{ parameter: 'limits', detail: 'is not known' }]]);
  });

  it('asks for a token, names a bad one and a missing scope as RFC 6750 says', async () => {
    const none = await post({ quantity: 1 }, json);
    expect([none.statusCode, none.headers['www-authenticate']]).toEqual([401, 'Bearer realm="grocer"']);
    const basic = await post({ quantity: 1 }, { ...json, authorization: 'Basic eDp5' });
    expect(basic.statusCode).toBe(401);
    const bad = await post({ quantity: 1 }, { ...json, authorization: 'Bearer bad' });
    expect(bad.headers['www-authenticate']).toBe(
      'Bearer realm="grocer", error="invalid_token", error_description="token expired"',
    );
    const weak = await post({ quantity: 1 }, { ...json, authorization: 'Bearer things:read' });
    expect([weak.statusCode, weak.headers['www-authenticate']]).toEqual([
      403,
      'Bearer realm="grocer", error="insufficient_scope", scope="things:write"',
    ]);
  });

  it('checks the token before the media type and the media type before the values', async () => {
    expect((await post('quantity=1', { 'content-type': 'text/plain' })).statusCode).toBe(401);
    expect((await post('quantity=1', { ...writer, 'content-type': 'text/plain' })).statusCode).toBe(415);
  });

  it('refuses a large body before anything else', async () => {
    const answer = await post(`"${'x'.repeat(300 * 1024)}"`, json);
    expect([answer.statusCode, answer.json().type]).toEqual([413, 'https://grocer.example/problems/payload-too-large']);
  });

  it('tells an unknown path from an unknown method', async () => {
    const app = build();
    expect((await app.inject('/nothing')).statusCode).toBe(404);
    const answer = await app.inject({ method: 'DELETE', url: '/things' });
    expect([answer.statusCode, answer.headers.allow]).toEqual([405, 'POST, GET, HEAD']);
  });

  it('answers a Rejection with its own members, and an unknown error without its message', async () => {
    const app = build();
    const rejected = await app.inject('/things/1');
    expect([rejected.statusCode, rejected.json()]).toMatchObject([409, { detail: 'none left', lines: [] }]);
    const broken = await app.inject('/broken');
    expect([broken.statusCode, broken.body.includes('hunter2')]).toEqual([500, false]);
  });

  it('answers 503 with Retry-After when a dependency is unavailable', async () => {
    const unreachable = await build().inject('/unreachable');
    expect([unreachable.statusCode, unreachable.headers['retry-after']]).toEqual([503, '1']);
    expect((await post({ quantity: 1 }, { ...json, authorization: 'Bearer issuer-down' })).statusCode).toBe(503);
  });

  it('refuses work beyond its limit at once, but not its probes', async () => {
    const app = build({ maxInFlight: 0 });
    const refused = await app.inject('/things');
    expect([refused.statusCode, refused.json().type]).toEqual([503, 'https://grocer.example/problems/overloaded']);
    expect((await app.inject('/health/live')).statusCode).toBe(200);
  });

  it('is ready only when it says so', async () => {
    expect((await build({ isReady: () => false }).inject('/health/ready')).statusCode).toBe(503);
    expect((await build().inject('/health/ready')).statusCode).toBe(200);
  });

  it('publishes its routes as OpenAPI', async () => {
    const document = (await build().inject('/things/openapi.json')).json();
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(['/things', '/things/{id}']);
    expect(document.paths['/things'].post.security).toEqual([{ accessToken: ['things:write'] }]);
  });
});
