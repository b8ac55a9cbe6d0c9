import { createVerifier, type Verifier } from '@grocer/chassis/identity';
import { startTestIssuer, type TestIssuer, type TokenInput } from '@grocer/test-support/tokens';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const log = { warn: () => undefined };
const inTwoMinutes = Math.floor(Date.now() / 1000) + 120;
let issuer: TestIssuer;
let verifier: Verifier;
beforeAll(async () => {
  issuer = await startTestIssuer();
  verifier = createVerifier(issuer.trusted, log);
});
afterAll(() => issuer.stop());

const verify = async (input: Partial<TokenInput>) =>
  verifier.verify(await issuer.token({ subject: 'customer-1', ...input }));

describe('a verifier of our own tokens', () => {
  it('tells who calls and what they may do', async () => {
    expect(await verify({ scopes: ['orders:place', 'orders:read'], groups: ['operators'] })).toEqual({
      subject: 'customer-1',
      clientId: 'storefront',
      scopes: new Set(['orders:place', 'orders:read']),
      groups: ['operators'],
    });
  });

  it.each<[string, Partial<TokenInput>, string]>([
    ['an expired token', { expiresIn: -60 }, 'token expired'],
    ['a token that is not yet valid', { claims: { nbf: inTwoMinutes } }, 'token not yet valid'],
    ['a token of an issuer whose clock is ahead', { claims: { iat: inTwoMinutes } }, 'token not yet valid'],
    ['another audience', { audience: 'https://vault.grocer.example' }, 'claim "aud" is not acceptable'],
    ['another issuer', { claims: { iss: 'http://localhost:1' } }, 'claim "iss" is not acceptable'],
    ['no issuer', { claims: { iss: undefined } }, 'claim "iss" is not acceptable'],
    ['an ID token', { type: 'JWT' }, 'claim "typ" is not acceptable'],
    ['a token without an id', { claims: { jti: undefined } }, 'claim "jti" is not acceptable'],
    ['a token without a time of issue', { claims: { iat: undefined } }, 'claim "iat" is not acceptable'],
    ['a token without an end', { claims: { exp: undefined } }, 'claim "exp" is not acceptable'],
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

  it('tolerates half a minute of clock skew, either way', async () => {
    await expect(verify({ expiresIn: -20 })).resolves.toMatchObject({ subject: 'customer-1' });
    const ahead = Math.floor(Date.now() / 1000) + 20;
    await expect(verify({ claims: { iat: ahead, nbf: ahead } })).resolves.toMatchObject({ subject: 'customer-1' });
  });

  it('takes `application/at+jwt` for what it means', async () => {
    await expect(verify({ type: 'application/at+jwt' })).resolves.toMatchObject({ subject: 'customer-1' });
  });

  it.each([
    ['garbage', 'x.y.z'],
    ['no signature', `${btoa('{"alg":"none","typ":"at+jwt"}')}.${btoa('{}')}.`],
    ['an unknown key', 'eyJhbGciOiJFUzI1NiIsImtpZCI6InVua25vd24iLCJ0eXAiOiJhdCtqd3QifQ.e30.c2ln'],
  ])('refuses %s', async (_title, token) => {
    await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});

describe('what a caller may do', () => {
  const scopesOf = async (input: Partial<TokenInput>) => [...(await verify(input)).scopes];

  it('is what the token says, as far as the groups allow it', async () => {
    const scopes = ['orders:read', 'catalogue:write', 'pricing:run'] as const;
    expect(await scopesOf({ scopes, groups: ['operators'] })).toEqual(['orders:read', 'pricing:run']);
    expect(await scopesOf({ scopes, groups: ['merchandisers'] })).toEqual(['catalogue:write']);
    expect(await scopesOf({ scopes: [], groups: ['operators'] })).toEqual([]);
  });

  it('is no work of the workforce for a customer, whatever the token says', async () => {
    const scopes = ['orders:place', 'orders:read', 'catalogue:write', 'pricing:run', 'estate:observe'] as const;
    for (const groups of [['customers'], [], ['constructor', 'Operators']])
      expect(await scopesOf({ scopes, groups })).toEqual(['orders:place']);
  });

  it('is everything that its token says for a client that acts for itself', async () => {
    const scopes = ['orders:place', 'orders:read', 'catalogue:write'] as const;
    const client = { subject: 'grocer-cli', clientId: 'grocer-cli', scopes, groups: [] };
    expect(await scopesOf(client)).toEqual([...scopes]);
  });
});
