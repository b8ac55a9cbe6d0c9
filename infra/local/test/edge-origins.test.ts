import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EdgeRig, startEdgeRig } from '@grocer/test-support/edge-rig';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

let folder: string;
let rig: EdgeRig;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grocer-edge-'));
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Shop</title>');
});
afterAll(() => rm(folder, { recursive: true }));

beforeEach(async () => {
  rig = await startEdgeRig({ pages: folder });
});
afterEach(() => rig.stop());

describe('other origins', () => {
  const partner = 'https://partner.example';
  const preflight = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' };
  const opening = (headers: Headers) => [...headers.keys()].filter((name) => name.startsWith('access-control-'));

  test('are told nothing by default, whatever they ask and whatever a service says', async () => {
    rig.script = (_request, response) => response.setHeader('access-control-allow-origin', '*').end();
    for (const origin of [partner, 'null', rig.url]) {
      const asked = await ask('OPTIONS', '/checkout/v1/orders', { origin, ...preflight });
      expect([asked.status, opening(asked.headers)]).toEqual([204, []]);
      for (const path of ['/', '/config.json', '/catalogue/v1/products', '/nothing'])
        expect(opening((await rig.get(path, { origin })).headers)).toEqual([]);
    }
  });

  test('may call the API once they are listed, and read its refusals', async () => {
    await rig.restart({ allowedOrigins: [partner], clientLimit: { burst: 2, perSecond: 0.1 } });
    rig.script = (_request, response) => response.setHeader('vary', 'Accept-Encoding').end();
    const asked = await ask('OPTIONS', '/checkout/v1/orders', { origin: partner, ...preflight });
    expect(asked.status).toBe(204);
    expect(Object.fromEntries(asked.headers)).toMatchObject({
      'access-control-allow-origin': partner,
      'access-control-allow-methods': 'GET, HEAD, POST, PUT',
      'access-control-allow-headers': expect.stringContaining('authorization'),
    });
    expect(opening(asked.headers)).not.toContain('access-control-allow-credentials');
    for (const status of [200, 429]) {
      const answer = await rig.get('/catalogue/v1/products', { origin: partner });
      expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([status, partner]);
      expect(answer.headers.get('vary')).toBe(status === 200 ? 'Accept-Encoding, Origin' : 'Origin');
    }
  });

  test.each(['https://partner.example.evil', 'http://partner.example', 'https://partner.example:8443', 'null'])(
    'that are not listed are told nothing, like %s',
    async (origin) => {
      await rig.restart({ allowedOrigins: [partner] });
      expect(opening((await rig.get('/catalogue/v1/products', { origin })).headers)).toEqual([]);
      const asked = await ask('OPTIONS', '/catalogue/v1/products', { origin, ...preflight });
      expect(opening(asked.headers)).toEqual([]);
      expect(asked.headers.get('vary')).toBe('Origin');
    },
  );

  test('reach a service with an OPTIONS that is no preflight', async () => {
    rig.script = ({ method }, response) => response.writeHead(method === 'OPTIONS' ? 405 : 500).end();
    expect((await ask('OPTIONS', '/checkout/v1/orders')).status).toBe(405);
  });
});

/** `rig.get` with a method: preflights are OPTIONS. */
function ask(method: string, path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(rig.url + path, { method, headers });
}
