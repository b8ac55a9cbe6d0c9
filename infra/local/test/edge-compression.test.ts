import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { type EdgeRig, startEdgeRig } from '@grocer/test-support/edge-rig';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const long = JSON.stringify({ items: Array.from({ length: 200 }, (_, index) => ({ sku: index, name: 'Milk' })) });
let rig: EdgeRig;
let answer: { headers: Record<string, string>; body: string };

beforeAll(async () => {
  rig = await startEdgeRig();
  rig.script = (_request, response) =>
    response.writeHead(200, { ...answer.headers, 'content-length': answer.body.length }).end(answer.body);
});
afterAll(() => rig.stop());

let pages = 0;
/** An address that nobody has asked for before. */
const newPage = (kind: 'catalogue' | 'checkout' = 'catalogue') => `/${kind}/v1/pages/${++pages}`;

async function get(path: string, headers: Record<string, string>) {
  const asked = request(rig.url + path, { headers }).end();
  const [response]: IncomingMessage[] = await once(asked, 'response');
  if (!response) throw new Error('there is no answer');
  return { status: response.statusCode, headers: response.headers, body: await buffer(response) };
}

function decoded({ headers, body }: { headers: Record<string, unknown>; body: Buffer }): string {
  if (headers['content-encoding'] === 'br') return brotliDecompressSync(body).toString();
  return headers['content-encoding'] === 'gzip' ? gunzipSync(body).toString() : body.toString();
}

const json = { 'content-type': 'application/json; charset=utf-8', etag: '"1"' };

describe('an answer', () => {
  test.each([
    ['br, gzip', 'br'],
    ['gzip, deflate, br', 'br'],
    ['gzip;q=1, br;q=0.5', 'gzip'],
    ['GZIP', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['*', 'br'],
    ['identity', undefined],
    ['br;q=0, gzip;q=0', undefined],
    ['nonsense', undefined],
  ])('goes out to who takes %s as %s, kept or not', async (accepted, encoding) => {
    for (const cacheControl of ['public, max-age=60', 'no-store']) {
      answer = { headers: { ...json, 'cache-control': cacheControl }, body: long };
      const path = newPage();
      for (let time = 0; time < 2; time++) {
        const got = await get(path, { 'accept-encoding': accepted });
        expect(got.headers['content-encoding']).toBe(encoding);
        expect(got.headers.etag).toBe(encoding ? 'W/"1"' : '"1"');
        expect(got.headers.vary).toBe('Accept-Encoding');
        expect(decoded(got)).toBe(long);
      }
    }
  });

  test('of a service outside the cache is compressed too', async () => {
    answer = { headers: { ...json, 'cache-control': 'no-store' }, body: long };
    const got = await get(newPage('checkout'), { 'accept-encoding': 'gzip', authorization: 'Bearer x' });
    expect([got.headers['content-encoding'], decoded(got)]).toEqual(['gzip', long]);
    expect(got.body.length).toBeLessThan(long.length);
  });

  test.each([
    ['is short', json, '{}'],
    ['is a picture', { ...json, 'content-type': 'image/png' }, long],
    ['is a drawing', { ...json, 'content-type': 'image/svg+xml' }, long],
    ['must not be changed', { ...json, 'cache-control': 'public, max-age=60, no-transform' }, long],
    ['is of no told kind', { etag: '"1"' }, long],
  ])('that %s goes out as it is', async (_what, headers, body) => {
    answer = { headers, body };
    const got = await get(newPage(), { 'accept-encoding': 'br, gzip' });
    expect([got.headers['content-encoding'], got.headers.etag, got.body.toString()]).toEqual([undefined, '"1"', body]);
  });

  test('that the client has is a 304 with the tag that the whole would have', async () => {
    answer = { headers: { ...json, 'cache-control': 'public, max-age=60' }, body: long };
    const path = newPage();
    for (const [accepted, tag] of [
      ['br', 'W/"1"'],
      ['identity', '"1"'],
    ] as const) {
      const got = await get(path, { 'accept-encoding': accepted, 'if-none-match': 'W/"1"' });
      expect([got.status, got.headers.etag, got.headers.vary, got.body.length]).toEqual([
        304,
        tag,
        'Accept-Encoding',
        0,
      ]);
      expect(got.headers).not.toHaveProperty('content-encoding');
    }
  });
});

test('is kept once, whatever encodings its readers take', async () => {
  answer = { headers: { ...json, 'cache-control': 'public, max-age=60' }, body: long };
  const token = fc.constantFrom('br', 'gzip', 'deflate', 'zstd', 'identity', '*', 'x', '');
  const accepted = fc.array(fc.tuple(token, fc.constantFrom('', ';q=0', ';q=0.5', ';q=1')), { maxLength: 5 });
  const path = newPage();
  await get(path, {});
  const before = rig.seen.length;
  await fc.assert(
    fc.asyncProperty(accepted, async (list) => {
      const got = await get(path, { 'accept-encoding': list.map((part) => part.join('')).join(', ') });
      expect(got.headers['x-cache']).toBe('HIT');
      expect(decoded(got)).toBe(long);
    }),
    { numRuns: 50 },
  );
  expect(rig.seen.length).toBe(before);
});
