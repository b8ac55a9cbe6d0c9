import { join } from 'node:path';
import { createVerifier, type Verifier } from '@grocer/chassis/identity';
import { demoAccounts, scopes } from '@grocer/contracts/identity';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readEstateYaml } from '../estate-yaml.ts';
import { trustLocalIssuer } from '../identity.ts';
import { type Issuer, startIssuer } from '../stand-ins/issuer.ts';
import { basic, createIssuerClient, storefrontOrigin } from './issuer-client.ts';

const { workforce } = readEstateYaml(join(import.meta.dirname, '../../estate.yaml'));
const plenty = { burst: 100, perSecond: 10 };
const everything = ['openid', ...scopes].join(' ');
let issuer: Issuer;
let verifier: Verifier;
const { signIn, postForm } = createIssuerClient(() => issuer.url);

beforeAll(async () => {
  issuer = await startIssuer({ port: 0, storefrontOrigin, signInLimit: plenty, signInAccountLimit: plenty });
  const local = { issuerUrl: issuer.url, discoveryUrl: issuer.discoveryUrl, workforce };
  verifier = createVerifier(trustLocalIssuer(local), { warn: () => undefined });
});
afterAll(() => issuer.stop());

test.each(demoAccounts)('$subject may do what the account offers, whatever is asked for', async (account) => {
  const { access_token } = await signIn(account.subject, { scope: everything });
  expect(await verifier.verify(access_token)).toEqual({
    subject: account.subject,
    clientId: 'storefront',
    scopes: new Set(account.scopes),
    groups: account.groups,
  });
});

test('grocer-cli may do everything', async () => {
  const form = { grant_type: 'client_credentials', scope: scopes.join(' ') };
  const { body } = await postForm('/token', form, basic('grocer-cli', issuer.cliSecret));
  expect(await verifier.verify(body.access_token)).toMatchObject({ subject: 'grocer-cli', scopes: new Set(scopes) });
});

test('neither an ID token nor a workload identity is an access token', async () => {
  const { id_token } = await signIn('customer-1', { scope: 'openid' });
  for (const token of [id_token, await issuer.mintWorkloadToken('checkout')])
    await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'unauthenticated' });
});
