import { type EdgeRig, startEdgeRig } from '@grocer/test-support/edge-rig';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const path = '/catalogue/v1/products';
let rig: EdgeRig;

beforeEach(async () => {
  rig = await startEdgeRig();
  // A service that shows all it is told, and lets everyone keep it.
  rig.script = ({ headers: { traceparent: _trace, ...headers }, url }, response) =>
    response.writeHead(200, { 'cache-control': 'public, max-age=60' }).end(JSON.stringify({ url, headers }));
});
afterEach(() => rig.stop());

describe('what everyone is shown', () => {
  test.each([
    'x-forwarded-host',
    'x-forwarded-scheme',
    'x-forwarded-prefix',
    'x-host',
    'x-original-url',
    'x-rewrite-url',
    'x-http-method-override',
    'x-forwarded-for',
    'true-client-ip',
    'forwarded',
    'cookie',
    'origin',
    'referer',
    'user-agent',
    'pragma',
    'x-anything',
  ])('has nothing of one client’s %s', async (name) => {
    const first = await rig.get(path, { [name]: 'evil.example' });
    expect(await first.text()).not.toContain('evil.example');
    const other = await rig.get(path);
    expect(other.headers.get('x-cache')).toBe('HIT');
    expect(await other.text()).not.toContain('evil.example');
  });

  test('is another’s host’s own', async () => {
    const ask = (host: string) => rig.raw(`GET ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
    expect(await ask('evil.example')).toContain('evil.example');
    expect(await ask('shop.example')).not.toContain('evil.example');
  });

  test.each([
    ['a body', 'content-length: 4\r\n', 'evil'],
    ['a body in chunks', 'transfer-encoding: chunked\r\n', '4\r\nevil\r\n0\r\n\r\n'],
    ['a token', 'authorization: Bearer evil\r\n', ''],
    ['a range', 'range: bytes=0-1\r\n', ''],
    ['a wish that nothing is stored', 'cache-control: no-store\r\n', ''],
    ['a condition on what it is', 'if-match: "1"\r\n', ''],
  ])('does not come of a request with %s', async (_what, headers, body) => {
    const answer = await rig.raw(`GET ${path} HTTP/1.1\r\nhost: shop\r\nconnection: close\r\n${headers}\r\n${body}`);
    expect(answer).toContain('x-cache: BYPASS');
    expect((await rig.get(path)).headers.get('x-cache')).toBe('MISS');
  });

  test('is asked for in the spelling of who came first, and found in every other', async () => {
    await rig.get(`${path}?q=a&limit=1`);
    const answer = await rig.get(`/catalogue/v1/%70roducts?limit=1&%71=a`);
    expect([answer.headers.get('x-cache'), (await answer.json()).url]).toEqual(['HIT', `${path}?q=a&limit=1`]);
  });

  test('is not shown to one who sends a token', async () => {
    await rig.get(path);
    const answer = await rig.get(path, { authorization: 'Bearer x' });
    expect([answer.headers.get('x-cache'), (await answer.json()).headers.authorization]).toEqual([
      'BYPASS',
      'Bearer x',
    ]);
  });
});

test('whatever a client sends, another is shown the same as if it had not been there', async () => {
  const header = fc.stringMatching(/^x-[a-z]{1,12}$/);
  const headers = fc.dictionary(header, fc.constantFrom('evil', '1', '/', 'https://evil.example'), { maxKeys: 4 });
  const clean = (await (await rig.get(`${path}?limit=0`)).json()).headers;
  let limit = 0;
  await fc.assert(
    fc.asyncProperty(headers, async (sent) => {
      limit += 1;
      await (await rig.get(`${path}?limit=${limit}`, sent)).text();
      const other = await rig.get(`${path}?limit=${limit}`);
      expect([other.headers.get('x-cache'), (await other.json()).headers]).toEqual(['HIT', clean]);
    }),
    { numRuns: 30 },
  );
});

describe('bots', () => {
  test.each([
    'sqlmap/1.8',
    'Mozilla/5.0 (compatible; Nikto/2.5)',
    'MASSCAN',
    'Mozilla/5.0 (compatible; Bytespider)',
    'Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)',
    'Scrapy/2.11 (+https://scrapy.org)',
  ])('that nobody wants are refused: %s', async (agent) => {
    const answer = await rig.get(path, { 'user-agent': agent });
    expect([answer.status, rig.seen.length]).toEqual([403, 0]);
    expect(await answer.json()).toMatchObject({
      type: 'https://grocer.example/problems/client-refused',
      title: 'This client is not served',
    });
  });

  test.each(['curl/8.0', 'node', 'Mozilla/5.0 (compatible; Googlebot/2.1)', ''])(
    'are not those: “%s”',
    async (agent) => {
      expect((await rig.get(path, { 'user-agent': agent })).status).toBe(200);
    },
  );

  test('are not those that send no name at all', async () => {
    expect(await rig.raw(`GET ${path} HTTP/1.1\r\nhost: shop\r\nconnection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 200/);
  });
});

describe('what is for the inside alone', () => {
  test.each([
    '/catalogue/v1/imports',
    '/catalogue/v1/imports?edited=replace',
    '/catalogue/v1/imports/',
    '/catalogue/v1/imports/publication',
    '/catalogue/v1/%69mports/publication',
    '/catalogue/v1%2Fimports',
  ])('cannot be reached: %s', async (inside) => {
    const answer = await fetch(rig.url + inside, {
      method: 'POST',
      headers: { authorization: 'Bearer x' },
      body: '{}',
    });
    expect(await answer.json()).toMatchObject({ status: 404, type: 'https://grocer.example/problems/not-found' });
    expect(rig.seen).toEqual([]);
  });

  test('has no namesake: an address that begins alike is asked for', async () => {
    expect((await rig.get('/catalogue/v1/imports-of-cheese')).status).toBe(200);
  });
});
