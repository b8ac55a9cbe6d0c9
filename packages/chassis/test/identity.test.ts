import { Unavailable } from '@grocer/chassis/errors';
import { createVerifier, type Verifier } from '@grocer/chassis/identity';
import { apiAudience } from '@grocer/contracts/identity';
import { startTestIssuer, type TestIssuer, type TokenInput } from '@grocer/test-support/tokens';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

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
