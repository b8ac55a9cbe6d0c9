import { type EdgeRig, edgeIssuer, type Script, startEdgeRig } from '@grocer/test-support/edge-rig';
import { startTestIssuer } from '@grocer/test-support/tokens';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

let rig: EdgeRig;

beforeEach(async () => {
  rig = await startEdgeRig();
});
afterEach(() => rig.stop());

describe('limits', () => {
  test('hold a client to its burst, with Retry-After', async () => {
    await rig.restart({ clientLimit: { burst: 2, perSecond: 0.5 } });
    const statuses = [await rig.get('/catalogue/a'), await rig.get('/catalogue/b'), await rig.get('/catalogue/c')];
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(statuses[2]?.headers.get('retry-after')).toBe('2');
    expect(await statuses[2]?.json()).toMatchObject({ type: 'https://grocer.example/problems/too-many-requests' });
  });

  test('are not evaded by who a client says it is', async () => {
    await rig.restart({ clientLimit: { burst: 1, perSecond: 0.1 } });
    const statuses: number[] = [];
    for (const address of ['203.0.113.1', '203.0.113.2'])
      statuses.push(
        (await rig.get('/catalogue/a', { 'x-forwarded-for': address, forwarded: `for=${address}` })).status,
      );
    expect(statuses).toEqual([200, 429]);
  });

  test('count what is not found and preflights too', async () => {
    await rig.restart({ clientLimit: { burst: 2, perSecond: 0.1 } });
    const preflight = { origin: 'https://a.example', 'access-control-request-method': 'GET' };
    expect((await rig.get('/nothing')).status).toBe(404);
    expect((await ask('OPTIONS', '/catalogue/a', preflight)).status).toBe(204);
    expect((await rig.get('/nothing')).status).toBe(429);
  });

  test('hold an account to its orders, wherever its tokens come from', async () => {
    await rig.restart({ orderLimit: { burst: 1, perSecond: 0.1 } });
    const asha = () => rig.issuer.token({ subject: 'customer-1', scopes: ['orders:place'] });
    const ben = await rig.issuer.token({ subject: 'customer-2', scopes: ['orders:place'] });
    expect(await place(await asha())).toBe(200);
    expect(await place(await asha())).toBe(429);
    expect(await place(await asha(), '/checkout/v1/%6Frders')).toBe(429);
    expect(await place(ben)).toBe(200);
  });

  test('count no forged token for the account that it names, and let none evade by it', async () => {
    await rig.restart({ orderLimit: { burst: 1, perSecond: 0.1 } });
    const elsewhere = await startTestIssuer();
    const asha = { subject: 'customer-1', scopes: ['orders:place' as const] };
    const forged = [
      await elsewhere.token({ ...asha, claims: { iss: rig.issuer.issuer } }),
      await rig.issuer.token({ ...asha, audience: 'elsewhere' }),
      await rig.issuer.token({ ...asha, expiresIn: -60 }),
      await rig.issuer.token({ ...asha, type: 'JWT' }),
      await rig.issuer.token({ ...asha, scopes: ['orders:read'], groups: ['operators'] }),
      `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"customer-1"}').toString('base64url')}.`,
      'garbage',
    ];
    await elsewhere.stop();
    // The service behind answers 200 to all: what the edge lets by, checkout refuses by the same rules.
    for (const token of forged) expect(await place(token)).toBe(200);
    expect(await place(await rig.issuer.token(asha))).toBe(200);
    expect(await place(await rig.issuer.token(asha))).toBe(429);
  });

  test('see an order being placed however its address is written', async () => {
    await rig.restart({ orderLimit: { burst: 1, perSecond: 0.1 } });
    const token = await rig.issuer.token({ subject: 'customer-1', scopes: ['orders:place'] });
    expect(await place(token)).toBe(200);
    const headers = `host: shop\r\nauthorization: bearer ${token}\r\ncontent-length: 0\r\n`;
    const statuses: string[] = [];
    for (const target of ['/checkout/v1/orders?x=1', '/checkout/v1/orders#x', 'http://shop/checkout/v1/orders'])
      statuses.push((await askRaw(target, headers, 'POST')).split(' ')[1] ?? '');
    expect(statuses).toEqual(['429', '404', '429']);
  });

  test('let no order by while nobody can tell whose it is', async () => {
    const down = await startTestIssuer({ jwksStatus: () => 503 });
    await rig.restart({ issuer: edgeIssuer(down) });
    const seen = vi.fn<Script>();
    rig.script = seen;
    const token = await down.token({ subject: 'customer-1', scopes: ['orders:place'] });
    expect(await place(token)).toBe(503);
    expect(seen).not.toHaveBeenCalled();
    await down.stop();
  });

  test('leave what places no order alone', async () => {
    await rig.restart({ orderLimit: { burst: 1, perSecond: 0.1 } });
    const token = await rig.issuer.token({ subject: 'customer-1', scopes: ['orders:place'] });
    const reads = [1, 2].map(() => rig.get('/checkout/v1/orders', { authorization: `Bearer ${token}` }));
    expect((await Promise.all(reads)).map(({ status }) => status)).toEqual([200, 200]);
  });
});

/** `rig.get` with a method: preflights are OPTIONS. */
function ask(method: string, path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(rig.url + path, { method, headers });
}

function askRaw(target: string, headers: string, method = 'GET'): Promise<string> {
  return rig.raw(`${method} ${target} HTTP/1.1\r\n${headers}connection: close\r\n\r\n`);
}

async function place(token: string, path = '/checkout/v1/orders'): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(rig.url + path, { method: 'POST', headers, body: '{}' })).status;
}
