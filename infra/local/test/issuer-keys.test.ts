import { createVerifier } from '@grocer/chassis/identity';
import { createLog } from '@grocer/chassis/log';
import { apiAudience, vaultAudience } from '@grocer/contracts/identity';
import { decodeProtectedHeader, type JWK } from 'jose';
import { expect, test } from 'vitest';
import { trustLocalIssuer } from '../identity.ts';
import { keyRotatePath } from '../stand-ins/issuer/key-rotation.ts';
import { basic } from './issuer-client.ts';
import { clientForm, everyScope, issuerOfEachTest } from './issuer-rig.ts';

const { issuer, restart, verify, signIn, refreshBy, postForm } = issuerOfEachTest();

test('there are two keys, published without their private part, and the same after a restart', async () => {
  const { access_token } = await signIn('customer-1', { scope: 'openid orders:place' });
  const before = await readKeys();
  await restart();
  await verify(access_token, { audience: apiAudience });
  const after = await readKeys();
  expect(after).toEqual(before);
  expect(after).toHaveLength(2);
  expect(after.every((key) => !('d' in key))).toBe(true);
});

test('keys rotate while callers are let in: no request fails, and a token of the former key stays good', async () => {
  const local = {
    issuerUrl: issuer().url,
    discoveryUrl: issuer().discoveryUrl,
    workforce: { operators: ['orders:read' as const] },
  };
  const verifier = createVerifier(trustLocalIssuer(local), createLog({ name: 'verifier', level: 'silent' }));
  const { access_token: former, refresh_token } = await signIn('customer-1', { scope: 'openid orders:place' });
  const [current, next] = await readKeys();
  const vaultToken = await issuer().mintWorkloadToken('checkout');
  const operator = await operatorToken();
  let isDone = false;
  const calls = (async () => {
    let verified = 0;
    for (; !isDone; verified += 1) {
      const { status, body } = await postForm('/token', clientForm, basic('grocer-cli', issuer().cliSecret));
      expect(status).toBe(200);
      await verifier.verify(body.access_token);
      await verifier.verify(former);
    }
    return verified;
  })();
  const { status, body } = await rotate(operator);
  expect(status).toBe(200);
  expect(body.keys).toMatchObject([
    { kid: next?.kid, status: 'ACTIVE' },
    { status: 'NEXT' },
    { kid: current?.kid, status: 'EXPIRED' },
  ]);
  const refreshed = await refreshBy(refresh_token);
  isDone = true;
  expect(await calls).toBeGreaterThan(0);

  expect(decodeProtectedHeader(refreshed.body.access_token).kid).toBe(next?.kid);
  expect((await verifier.verify(refreshed.body.access_token)).subject).toBe('customer-1');
  expect(decodeProtectedHeader(await issuer().mintWorkloadToken('checkout')).kid).toBe(next?.kid);
  await verify(vaultToken, { audience: vaultAudience });
  const keys = await readKeys();
  await restart();
  expect(await readKeys()).toEqual(keys);
  await verify(former, { audience: apiAudience });
});

test('keys do not rotate again before every verifier may know the next key', async () => {
  const operator = await operatorToken();
  await rotate(operator);
  const keys = await readKeys();
  const { status, retryAfter, body } = await rotate(operator);
  expect([status, body.error]).toEqual([409, 'next_key_too_new']);
  expect(retryAfter).toBeGreaterThan(0);
  expect(retryAfter).toBeLessThanOrEqual(30);
  expect(await readKeys()).toEqual(keys);
});

test.each(['customer-1', 'merchandiser'])('keys are not for %s to rotate', async (account) => {
  const { access_token } = await signIn(account, { scope: everyScope });
  expect(await rotate(access_token)).toMatchObject({ status: 403, body: { error: 'insufficient_scope' } });
});

test('keys are rotated by no ID token, no garbage and nobody', async () => {
  const { id_token } = await signIn('operator', { scope: everyScope });
  for (const token of [id_token, 'garbage', undefined]) expect((await rotate(token)).status).toBe(401);
  expect((await fetch(`${issuer().url}${keyRotatePath}`)).status).toBe(405);
  expect(await readKeys()).toHaveLength(2);
});

async function operatorToken(): Promise<string> {
  return (await signIn('operator', { scope: everyScope })).access_token;
}

async function rotate(token: string | undefined) {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(`${issuer().url}${keyRotatePath}`, { method: 'POST', headers });
  return {
    status: response.status,
    retryAfter: Number(response.headers.get('retry-after')),
    body: await response.json(),
  };
}

async function readKeys(): Promise<JWK[]> {
  return (await (await fetch(issuer().jwksUri)).json()).keys;
}
