import { expect, test } from 'vitest';
import { authorizationUrl, codeOf, newSignIn } from './authorization.ts';
import { challengeOf } from './pkce.ts';

const issuer = 'http://localhost:8082';
const settings = { issuer, clientId: 'storefront', audience: 'https://api.grocer.example' };
const metadata = { issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token` };
const pending = newSignIn('/till');

function answer(values: Record<string, string>): URLSearchParams {
  return new URLSearchParams(values);
}

test('asks for a code with PKCE, for the API, and for a refresh token', async () => {
  const redirectUri = 'http://localhost:8080/signed-in';
  const url = await authorizationUrl({ metadata, settings, redirectUri, pending });
  expect(`${url.origin}${url.pathname}`).toBe(metadata.authorization_endpoint);
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    response_type: 'code',
    client_id: 'storefront',
    redirect_uri: redirectUri,
    scope: 'openid offline_access orders:place',
    resource: 'https://api.grocer.example',
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: await challengeOf(pending.verifier),
    code_challenge_method: 'S256',
  });
});

test('takes the code of its own sign-in', () => {
  expect(codeOf(answer({ code: 'abc', state: pending.state, iss: issuer }), pending, issuer)).toBe('abc');
});

test('refuses the answer to another sign-in, of another issuer, and a refusal', () => {
  expect(() => codeOf(answer({ code: 'abc', state: 'other' }), pending, issuer)).toThrow('not begun here');
  expect(() => codeOf(answer({ code: 'abc', state: pending.state, iss: 'http://evil' }), pending, issuer)).toThrow(
    'another issuer',
  );
  expect(() => codeOf(answer({ error: 'access_denied', state: pending.state }), pending, issuer)).toThrow(
    'access_denied',
  );
});
