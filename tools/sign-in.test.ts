import { type Issuer, startIssuer } from '@grocer/local/stand-ins/issuer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn } from './sign-in.ts';

const edge = 'http://localhost:8080';
const plenty = { burst: 10, perSecond: 10 };
let issuer: Issuer;

beforeAll(async () => {
  issuer = await startIssuer({ port: 0, storefrontOrigin: edge, signInLimit: plenty, signInAccountLimit: plenty });
});

afterAll(() => issuer.stop());

function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}

test('signs a demo account in through the issuer’s own page, with the scopes that are its own', async () => {
  const customer = claimsOf(await signIn({ issuer: issuer.url, edge }, 'customer-2'));
  expect(customer).toMatchObject({ sub: 'customer-2', scope: 'orders:place', aud: 'https://api.grocer.example' });
  const operator = claimsOf(await signIn({ issuer: issuer.url, edge }, 'operator'));
  expect(String(operator.scope).split(' ')).toContain('pricing:run');
});

test('gives a token that lives for ten minutes at least', async () => {
  const { exp, iat } = claimsOf(await signIn({ issuer: issuer.url, edge }, 'customer-1'));
  expect(Number(exp) - Number(iat)).toBeGreaterThanOrEqual(600);
});

test('names the accounts when it is asked for another', async () => {
  await expect(signIn({ issuer: issuer.url, edge }, 'nobody')).rejects.toThrow(/no demo account nobody.+customer-1/);
});
