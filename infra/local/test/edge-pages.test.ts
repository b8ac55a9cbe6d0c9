import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EdgeRig, startEdgeRig } from '@grocer/test-support/edge-rig';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const telemetryUrl = 'http://127.0.0.1:9';
let folder: string;
let rig: EdgeRig;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grocer-edge-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Shop</title>');
  await writeFile(join(folder, 'assets', 'main-CU7CZ7lT.js'), 'export {};');
});
afterAll(() => rm(folder, { recursive: true }));

beforeEach(async () => {
  rig = await startEdgeRig({ pages: folder, telemetryUrl });
});
afterEach(() => rig.stop());

describe('pages', () => {
  test('answer every address of the shop with its page, never cached unasked', async () => {
    for (const path of ['/', '/products/5000159407236', '/signed-in?code=a']) {
      const response = await rig.get(path, { accept: 'text/html' });
      expect(await response.text()).toContain('<title>Shop</title>');
      expect(response.headers.get('cache-control')).toBe('no-cache');
      expect(response.headers.get('content-security-policy')).toContain(`connect-src 'self' ${rig.issuer.issuer}`);
    }
  });

  test('keep for good what is named by its content', async () => {
    const response = await rig.get('/assets/main-CU7CZ7lT.js');
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(response.headers.get('content-type')).toContain('javascript');
  });

  test.each(['/assets/gone.js', '/health/ready'])('are not served for %s', async (path) => {
    expect((await rig.get(path, { accept: 'text/html' })).status).toBe(404);
  });

  test('are told whom to sign in at, and where to look behind the scenes', async () => {
    const config = await (await rig.get('/config.json')).json();
    expect(config).toEqual({
      issuer: rig.issuer.issuer,
      observatory: telemetryUrl,
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
    const headers = Object.fromEntries((await rig.get(path, { accept: 'text/html' })).headers);
    expect(headers).toMatchObject(strict);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['content-security-policy']).not.toContain('unsafe-inline');
    // There is no TLS to hold a browser to.
    expect(headers).not.toHaveProperty('strict-transport-security');
  });

  test('go out with a refusal by a limit and a failure behind', async () => {
    await rig.restart({ clientLimit: { burst: 1, perSecond: 0.1 } });
    rig.script = (request) => request.socket.destroy();
    const answers = [await rig.get('/catalogue/a'), await rig.get('/catalogue/a')];
    expect(answers.map(({ status }) => status)).toEqual([502, 429]);
    for (const { headers } of answers) expect(Object.fromEntries(headers)).toMatchObject(strict);
  });

  test('leave a service its own policy', async () => {
    const own = "default-src 'none'; style-src 'unsafe-inline'";
    rig.script = (_request, response) => response.setHeader('content-security-policy', own).end('<svg/>');
    expect((await rig.get('/catalogue/v1/products/1/picture.svg')).headers.get('content-security-policy')).toBe(own);
  });
});
