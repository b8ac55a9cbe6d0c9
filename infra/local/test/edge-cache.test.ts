import { type EdgeRig, edgeFigures, type Script, startEdgeRig } from '@grocer/test-support/edge-rig';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

const path = '/catalogue/v1/products/5000159407236';
const short = 'public, max-age=5, stale-while-revalidate=30';
let rig: EdgeRig;

beforeEach(async () => {
  rig = await startEdgeRig();
});
afterEach(async () => {
  vi.useRealTimers();
  await rig.stop();
});

/** Answers with this and counts up: `1`, `2`, … */
function counting(headers: Record<string, string>, status = 200): Script {
  let count = 0;
  return (_request, response) => response.writeHead(status, headers).end(String(++count));
}

async function read(headers: Record<string, string> = {}, at = path) {
  const response = await rig.get(at, headers);
  return { cache: response.headers.get('x-cache'), age: response.headers.get('age'), body: await response.text() };
}

function elapse(seconds: number): void {
  const now = Date.now() + seconds * 1000;
  vi.useFakeTimers({ toFake: ['Date'], now });
}

describe('an answer', () => {
  test.each([
    'public, max-age=5',
    'max-age=5',
    'max-age=0, s-maxage=5',
    'Public, Max-Age=5',
    'max-age=5, must-revalidate',
  ])('is kept for as long as it says: %s', async (cacheControl) => {
    rig.script = counting({ 'cache-control': cacheControl });
    expect(await read()).toEqual({ cache: 'MISS', age: '0', body: '1' });
    elapse(3);
    expect(await read()).toEqual({ cache: 'HIT', age: '3', body: '1' });
    elapse(6);
    expect(await read()).toEqual({ cache: 'EXPIRED', age: '0', body: '2' });
  });

  test.each([
    [{ 'cache-control': 'no-store' }],
    [{ 'cache-control': 'No-Store, max-age=60' }],
    [{ 'cache-control': 'private, max-age=60' }],
    [{ 'cache-control': 'no-cache' }],
    [{ 'cache-control': 'max-age=60, s-maxage=0' }],
    [{ 'cache-control': 'public, max-age=60', vary: '*' }],
    [{ 'cache-control': 'public, max-age=60', vary: 'accept, *' }],
    [{ 'cache-control': 'public, max-age=60', 'set-cookie': 'session=1' }],
    [{ 'cache-control': 'public, max-age=60', age: '60' }],
    [{ 'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT' }],
    [{}],
  ])('is kept for nobody with %o', async (headers) => {
    rig.script = counting(headers);
    expect([(await read()).body, (await read()).body]).toEqual(['1', '2']);
  });

  test('is as old already as its service says, and of no age that the edge knows when it is kept for nobody', async () => {
    rig.script = counting({ 'cache-control': 'public, max-age=60', age: '7' });
    expect(await read()).toEqual({ cache: 'MISS', age: '7', body: '1' });
    rig.script = counting({ 'cache-control': 'no-store' });
    expect(await read({}, '/catalogue/private')).toEqual({ cache: 'MISS', age: null, body: '1' });
  });

  test.each([500, 503, 206, 403])('of status %i is kept for nobody', async (status) => {
    rig.script = counting({ 'cache-control': 'public, max-age=60' }, status);
    expect([(await read()).body, (await read()).body]).toEqual(['1', '2']);
  });

  test('that nothing is there is kept when it says so', async () => {
    rig.script = counting({ 'cache-control': 'public, max-age=60' }, 404);
    await read();
    expect(await read()).toMatchObject({ cache: 'HIT', body: '1' });
  });

  test('outside the rules is kept for nobody', async () => {
    rig.script = counting({ 'cache-control': short });
    await read({}, '/checkout/v1/slots');
    expect(await read({}, '/checkout/v1/slots')).toMatchObject({ cache: 'BYPASS', body: '2' });
  });

  test('depends on the headers that it names', async () => {
    rig.script = ({ headers }, response) =>
      response
        .writeHead(200, { 'cache-control': short, vary: 'Accept-Language' })
        .end(`in ${headers['accept-language'] ?? 'any'}`);
    const languages = ['cy', 'en', 'cy', 'en'];
    const answers = [];
    for (const language of languages) answers.push(await read({ 'accept-language': language }));
    expect(answers.map(({ body }) => body)).toEqual(languages.map((language) => `in ${language}`));
    expect(answers.map(({ cache }) => cache)).toEqual(['MISS', 'MISS', 'HIT', 'HIT']);
  });

  test('too long to be kept goes by whole', async () => {
    const long = 'x'.repeat(edgeFigures.cache.maxAnswerBytes * 3);
    rig.script = (_request, response) => response.writeHead(200, { 'cache-control': short }).end(long);
    for (let time = 0; time < 2; time++) expect(await read()).toMatchObject({ cache: 'MISS', body: long });
  });

  test('is asked for by HEAD from what is kept', async () => {
    rig.script = counting({ 'cache-control': short, etag: '"1"' });
    await read();
    const head = await fetch(rig.url + path, { method: 'HEAD' });
    expect([head.status, head.headers.get('x-cache'), head.headers.get('etag')]).toEqual([200, 'HIT', '"1"']);
    expect(rig.seen).toHaveLength(1);
  });

  test('that was kept is dropped when a client writes at its address', async () => {
    rig.script = counting({ 'cache-control': short });
    await read();
    await fetch(rig.url + path, { method: 'PUT', body: '{}' });
    expect(await read()).toMatchObject({ cache: 'EXPIRED', body: '3' });
  });

  test('goes when others are used more and the room is used up', async () => {
    await rig.restart({ cache: { ...edgeFigures.cache, maxEntries: 2 } });
    rig.script = counting({ 'cache-control': 'public, max-age=60' });
    for (const item of ['a', 'b', 'a', 'c']) await read({}, `/catalogue/${item}`);
    expect(await read({}, '/catalogue/a')).toMatchObject({ cache: 'HIT' });
    expect(await read({}, '/catalogue/b')).toMatchObject({ cache: 'MISS' });
  });

  test('goes when all together have too many bytes', async () => {
    await rig.restart({ cache: { ...edgeFigures.cache, maxBytes: 100_000 } });
    rig.script = (_request, response) =>
      response.writeHead(200, { 'cache-control': 'public, max-age=60' }).end('x'.repeat(20_000));
    for (const item of ['a', 'b', 'c', 'd']) await read({}, `/catalogue/${item}`);
    expect(await read({}, '/catalogue/d')).toMatchObject({ cache: 'HIT' });
    expect(await read({}, '/catalogue/a')).toMatchObject({ cache: 'MISS' });
  });
});

describe('a stale answer', () => {
  test('is shown once more while it is fetched anew, once', async () => {
    const { promise: answered, resolve: goOn } = Promise.withResolvers<void>();
    rig.script = counting({ 'cache-control': short });
    await read();
    elapse(6);
    rig.script = async (_request, response) => {
      await answered;
      response.writeHead(200, { 'cache-control': short }).end('new');
    };
    const stale = await Promise.all([read(), read(), read()]);
    expect(stale.map(({ cache, body }) => [cache, body])).toEqual(Array(3).fill(['STALE', '1']));
    await vi.waitFor(() => expect(rig.seen).toHaveLength(2));
    goOn();
    await vi.waitFor(async () => expect(await read()).toMatchObject({ cache: 'HIT', body: 'new' }));
    expect(rig.seen).toHaveLength(2);
  });

  test('is not shown when it has been stale for too long, nor when it must not be', async () => {
    for (const cacheControl of [short, 'max-age=5, stale-while-revalidate=30, must-revalidate']) {
      rig.script = counting({ 'cache-control': cacheControl });
      const at = `/catalogue/${encodeURIComponent(cacheControl)}`;
      await read({}, at);
      elapse(cacheControl === short ? 36 : 6);
      expect(await read({}, at)).toMatchObject({ cache: 'EXPIRED', body: '2' });
    }
  });

  test('is confirmed by its service without being sent again', async () => {
    rig.script = ({ headers }, response) => {
      response.setHeader('cache-control', 'max-age=5').setHeader('etag', '"1"');
      return headers['if-none-match'] === '"1"' ? response.writeHead(304).end() : response.end('whole');
    };
    await read();
    elapse(6);
    expect(await read()).toEqual({ cache: 'REVALIDATED', age: '0', body: 'whole' });
    expect(await read()).toMatchObject({ cache: 'HIT', body: 'whole' });
    expect(rig.seen).toHaveLength(2);
  });

  test('is not taken for another that a 304 is of', async () => {
    rig.script = counting({ 'cache-control': 'max-age=5', etag: '"1"' });
    await read();
    elapse(6);
    rig.script = ({ headers }, response) =>
      headers['if-none-match'] ? response.writeHead(304, { etag: '"2"' }).end() : response.end('of now');
    expect((await read()).body).toBe('of now');
  });

  test('stands in for a service that fails only where it says so', async () => {
    for (const [cacheControl, status] of [
      ['max-age=5, stale-if-error=60', 200],
      ['max-age=5', 503],
    ] as const) {
      const at = `/catalogue/${status}`;
      rig.script = counting({ 'cache-control': cacheControl });
      await read({}, at);
      elapse(6);
      rig.script = (_request, response) => response.writeHead(503).end();
      expect((await rig.get(at)).status).toBe(status);
      rig.script = (request) => request.socket.destroy();
      expect((await rig.get(at)).status).toBe(status === 200 ? 200 : 502);
    }
  });
});

describe('a client’s conditions', () => {
  test.each(['"1"', 'W/"1"', '"0", "1"', '*'])('are met from what is kept: %s', async (ifNoneMatch) => {
    rig.script = counting({ 'cache-control': short, etag: '"1"' });
    await read();
    const answer = await rig.get(path, { 'if-none-match': ifNoneMatch });
    expect(answer.status).toBe(304);
    expect(Object.fromEntries(answer.headers)).toMatchObject({ etag: '"1"', 'cache-control': short, 'x-cache': 'HIT' });
    expect(rig.seen).toHaveLength(1);
  });

  test('on what is not kept yet do not keep it from being kept whole', async () => {
    rig.script = ({ headers }, response) => {
      response.setHeader('cache-control', short).setHeader('etag', '"1"');
      return headers['if-none-match'] ? response.writeHead(304).end() : response.end('whole');
    };
    expect((await rig.get(path, { 'if-none-match': '"1"' })).status).toBe(304);
    expect(await read()).toMatchObject({ cache: 'HIT', body: 'whole' });
  });

  test('of another version get it, and those on its date too', async () => {
    const date = 'Mon, 01 Jan 2024 00:00:00 GMT';
    rig.script = counting({ 'cache-control': short, etag: '"1"', 'last-modified': date });
    expect((await rig.get(path, { 'if-none-match': '"2"' })).status).toBe(200);
    expect((await rig.get(path, { 'if-modified-since': date })).status).toBe(304);
    expect((await rig.get(path, { 'if-modified-since': 'Sun, 31 Dec 2023 00:00:00 GMT' })).status).toBe(200);
    expect((await rig.get(path, { 'if-modified-since': date, 'if-none-match': '"2"' })).status).toBe(200);
  });

  test('are met by what may be kept for nobody too', async () => {
    rig.script = counting({ 'cache-control': 'private', etag: '"1"' });
    const answer = await rig.get(path, { 'if-none-match': 'W/"1"' });
    expect([answer.status, answer.headers.get('etag'), answer.headers.get('x-cache')]).toEqual([304, '"1"', 'MISS']);
  });

  test('that are malformed are the service’s to refuse', async () => {
    rig.script = counting({ 'cache-control': short, etag: '"1"' });
    await read();
    expect(await read({ 'if-none-match': 'nonsense' })).toMatchObject({ cache: 'BYPASS', body: '2' });
  });
});

describe('the cache', () => {
  test('keeps a picture for everyone, and asks once', async () => {
    const seen = vi.fn<Script>((_request, response) =>
      response
        .writeHead(200, { 'cache-control': 'public, max-age=86400', 'content-type': 'image/svg+xml' })
        .end('<svg/>'),
    );
    rig.script = seen;
    const bodies = [];
    for (let time = 0; time < 3; time++)
      bodies.push(await (await rig.get('/catalogue/v1/products/1/picture.svg')).text());
    expect(bodies).toEqual(['<svg/>', '<svg/>', '<svg/>']);
    expect(seen).toHaveBeenCalledTimes(1);
  });

  test.each([
    ['is private', 'private, max-age=3600', {}],
    ['is asked for with a token', 'public, max-age=3600', { authorization: 'Bearer x' }],
  ])('keeps nothing that %s', async (_, cacheControl, headers) => {
    const seen = vi.fn<Script>((_request, response) => response.setHeader('cache-control', cacheControl).end('x'));
    rig.script = seen;
    await (await rig.get('/catalogue/v1/products', headers)).text();
    await (await rig.get('/catalogue/v1/products', headers)).text();
    expect(seen).toHaveBeenCalledTimes(2);
  });

  test('answers conditional requests as the service would', async () => {
    rig.script = ({ headers }, response) => {
      response.setHeader('cache-control', 'public, max-age=3600').setHeader('etag', '"1"');
      response.writeHead(headers['if-none-match'] === '"1"' ? 304 : 200).end();
    };
    await rig.get('/catalogue/v1/products/1');
    expect((await rig.get('/catalogue/v1/products/1', { 'if-none-match': '"1"' })).status).toBe(304);
  });
});

test('continues the caller’s trace when it asks a service', async () => {
  await read({ traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' });
  expect(rig.seen[0]?.headers.traceparent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-/);
});
