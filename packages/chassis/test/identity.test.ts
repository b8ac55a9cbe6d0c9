import { Unavailable } from '@grocer/chassis/errors';
import { createVerifier, type Verifier } from '@grocer/chassis/identity';
import { apiAudience } from '@grocer/contracts/identity';
import { startTestIssuer, type TestIssuer, type TokenInput } from '@grocer/test-support/tokens';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

let issuer: TestIssuer;
let verifier: Verifier;
beforeAll(async () => {
  issuer = await startTestIssuer();
  verifier = createVerifier({ issuer: issuer.issuer, discoveryUrl: issuer.discoveryUrl, audience: apiAudience });
});
afterAll(() => issuer.stop());

const verify = async (input: Partial<TokenInput>) =>
  verifier.verify(await issuer.token({ subject: 'customer-1', ...input }));

describe('a verifier', () => {
  it('tells who calls and what they may do', async () => {
    expect(await verify({ scopes: ['orders:place', 'orders:read'], groups: ['customers'] })).toEqual({
      subject: 'customer-1',
      clientId: 'storefront',
      scopes: new Set(['orders:place', 'orders:read']),
      groups: ['customers'],
    });
  });

  it.each<[string, Partial<TokenInput>, string]>([
    ['an expired token', { expiresIn: -60 }, 'token expired'],
    ['a token that is not yet valid', { claims: { nbf: Math.floor(Date.now() / 1000) + 120 } }, 'token not yet valid'],
    ['another audience', { audience: 'https://vault.grocer.example' }, 'claim "aud" is not acceptable'],
    ['another issuer', { claims: { iss: 'http://localhost:1' } }, 'claim "iss" is not acceptable'],
    ['an ID token', { type: 'JWT' }, 'claim "typ" is not acceptable'],
    ['a token without a client', { claims: { client_id: undefined } }, 'claim "client_id" is not acceptable'],
    ['a client that is no text', { claims: { client_id: 5 } }, 'claim "client_id" is not acceptable'],
    ['an empty subject', { claims: { sub: '' } }, 'claim "sub" is not acceptable'],
    ['a subject that no database can hold', { claims: { sub: 'a\u0000b' } }, 'claim "sub" is not acceptable'],
    [
      'a subject longer than OpenID Connect allows',
      { claims: { sub: 'x'.repeat(256) } },
      'claim "sub" is not acceptable',
    ],
  ])('refuses %s', async (_title, input, detail) => {
    await expect(verify(input)).rejects.toMatchObject({ name: 'Rejection', code: 'unauthenticated', message: detail });
  });

  it('tolerates half a minute of clock skew', async () => {
    await expect(verify({ expiresIn: -20 })).resolves.toMatchObject({ subject: 'customer-1' });
  });

  it.each([
    ['garbage', 'x.y.z'],
    ['no signature', `${btoa('{"alg":"none","typ":"at+jwt"}')}.${btoa('{}')}.`],
    ['an unknown key', 'eyJhbGciOiJFUzI1NiIsImtpZCI6InVua25vd24iLCJ0eXAiOiJhdCtqd3QifQ.e30.c2ln'],
  ])('refuses %s', async (_title, token) => {
    await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('is unavailable when the issuer fails to tell its keys anew, and asks again', async () => {
    let status = 200;
    const flaky = await startTestIssuer({ jwksStatus: () => status });
    const { issuer: name, discoveryUrl } = flaky;
    const fresh = createVerifier({ issuer: name, discoveryUrl, audience: apiAudience });
    const token = await flaky.token({ subject: 'customer-1', expiresIn: 3600 });
    await fresh.warmUp();
    // By then the keys are too old to be trusted.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 20 * 60_000 });
    status = 500;
    await expect(fresh.verify(token)).rejects.toThrow(Unavailable);
    status = 200;
    await expect(fresh.verify(token)).resolves.toMatchObject({ subject: 'customer-1' });
    vi.useRealTimers();
    await flaky.stop();
  });

  it('asks the issuer once, however many unknown keys are shown to it', async () => {
    let asked = 0;
    const counted = await startTestIssuer({
      jwksStatus: () => {
        asked += 1;
        return 200;
      },
    });
    const { issuer: name, discoveryUrl } = counted;
    const fresh = createVerifier({ issuer: name, discoveryUrl, audience: apiAudience });
    for (const kid of ['a', 'b', 'c']) {
      const token = `${btoa(JSON.stringify({ alg: 'ES256', kid, typ: 'at+jwt' }))}.e30.c2ln`.replaceAll('=', '');
      await expect(fresh.verify(token)).rejects.toMatchObject({ code: 'unauthenticated' });
    }
    expect(asked).toBe(1);
    await counted.stop();
  });

  it('is unavailable, neither open nor broken, while no key can be had', async () => {
    const lost = createVerifier({
      issuer: issuer.issuer,
      discoveryUrl: 'http://127.0.0.1:9/discovery',
      audience: apiAudience,
    });
    const token = await issuer.token({ subject: 'customer-1' });
    await expect(lost.verify(token)).rejects.toThrow(Unavailable);
  });
});
