import { request as httpRequest, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { apiAudience, demoAccounts, scopes, vaultAudience } from '@grocer/contracts/identity';
import { decodeJwt } from 'jose';
import { describe, expect, test } from 'vitest';
import { basic, createBrowser, storefrontOrigin } from './issuer-client.ts';
import { clientForm, everyScope, issuerOfEachTest } from './issuer-rig.ts';

const { issuer, restart, verify, signIn, authorize, openSignIn, authorizeUrl, refreshBy, redeem, postForm } =
  issuerOfEachTest();

test('signs a customer in by code and PKCE, with an RFC 9068 access token for the API', async () => {
  const { access_token, id_token, expires_in } = await signIn('customer-1', { scope: 'openid orders:place' });

  const { payload } = await verify(access_token, { audience: apiAudience, typ: 'at+jwt' });
  expect(payload).toMatchObject({
    sub: 'customer-1',
    client_id: 'storefront',
    scope: 'orders:place',
    groups: ['customers'],
  });
  expect(expires_in).toBeGreaterThanOrEqual(600);
  expect(decodeJwt(id_token)).toMatchObject({ sub: 'customer-1', aud: 'storefront', name: 'Asha Patel' });
});

test('tells its own addresses, whatever host it is asked for', async () => {
  const answer = Promise.withResolvers<IncomingMessage>();
  const headers = { host: 'elsewhere.example', 'x-forwarded-host': 'elsewhere.example' };
  httpRequest(issuer().discoveryUrl, { headers }, answer.resolve).end();
  expect(await json(await answer.promise)).toMatchObject({ issuer: issuer().url, jwks_uri: issuer().jwksUri });
});

test.each(demoAccounts)('grants $subject what its groups allow and no more, whatever is asked', async (account) => {
  const { access_token } = await signIn(account.subject, { scope: everyScope });
  const granted = String(decodeJwt(access_token).scope).split(' ');
  expect(granted.toSorted()).toEqual([...account.scopes].sort());
});

test('grants an explicit consent no more than the groups allow', async () => {
  const { access_token } = await signIn('customer-1', { scope: `${everyScope} offline_access`, prompt: 'consent' });
  expect(decodeJwt(access_token).scope).toBe('orders:place');
});

test('signs another person in from the same browser when asked to prompt', async () => {
  const browser = createBrowser();
  await signIn('operator', { scope: everyScope }, browser);
  const { access_token } = await signIn('customer-2', { scope: everyScope, prompt: 'login' }, browser);
  expect(decodeJwt(access_token)).toMatchObject({ sub: 'customer-2', scope: 'orders:place' });
});

test('refreshes once by each refresh token, after a restart too', async () => {
  const { refresh_token } = await signIn('customer-1', { scope: 'openid orders:place' });
  await restart();

  const refreshed = await refreshBy(refresh_token);
  expect(refreshed.status).toBe(200);
  const { payload } = await verify(refreshed.body.access_token, { audience: apiAudience });
  expect(payload).toMatchObject({ sub: 'customer-1', scope: 'orders:place', groups: ['customers'] });
  expect(await refreshBy(refresh_token)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test('ends the whole grant when a spent refresh token is used again', async () => {
  const { refresh_token: spent } = await signIn('customer-1', { scope: 'openid orders:place' });
  const { body: second } = await refreshBy(spent);
  const { body: third } = await refreshBy(second.refresh_token);
  expect(await refreshBy(spent)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  expect(await refreshBy(third.refresh_token)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test('takes a refresh token used twice at the same moment for stolen', async () => {
  const { refresh_token } = await signIn('customer-1', { scope: 'openid orders:place' });
  const answers = await Promise.all([refreshBy(refresh_token), refreshBy(refresh_token)]);
  const good = answers.filter(({ status }) => status === 200);
  expect(good.length).toBeLessThan(2);
  for (const { body } of good) expect((await refreshBy(body.refresh_token)).status).toBe(400);
});

test('refreshes no token beyond the scopes that were granted', async () => {
  const { refresh_token } = await signIn('customer-1', { scope: 'openid orders:place' });
  expect(await refreshBy(refresh_token, { scope: 'orders:read' })).toMatchObject({
    status: 400,
    body: { error: 'invalid_scope' },
  });
});

test('signs out and goes back to the shop, which ends the refresh token too', async () => {
  const browser = createBrowser();
  const { id_token, refresh_token } = await signIn('customer-1', { scope: 'openid orders:place' }, browser);
  const query = { id_token_hint: id_token, post_logout_redirect_uri: `${storefrontOrigin}/` };
  const page = await browser.get(`${issuer().url}/session/end?${new URLSearchParams(query)}`);
  const form = await page.text();
  expect(form).toContain('<button type="submit" form="op.logoutForm" name="logout" value="yes">Sign out</button>');

  const [, xsrf = ''] = /name="xsrf" value="([^"]+)"/.exec(form) ?? [];
  const done = await browser.post(`${issuer().url}/session/end/confirm`, { xsrf, logout: 'yes' });
  expect(done.headers.get('location')).toBe(`${storefrontOrigin}/`);
  expect(await refreshBy(refresh_token)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test('refuses a code without its PKCE verifier', async () => {
  const { code } = await authorize('customer-1', { scope: 'openid orders:place' });
  const { status, body } = await redeem(code, 'x'.repeat(43));
  expect({ status, error: body.error }).toEqual({ status: 400, error: 'invalid_grant' });
});

test('gives the scripts every scope by client credentials, under a secret that stays', async () => {
  const before = issuer().cliSecret;
  await restart();
  expect(issuer().cliSecret).toBe(before);

  const { body } = await postForm('/token', clientForm, basic('grocer-cli', issuer().cliSecret));
  const { payload } = await verify(body.access_token, { audience: apiAudience, typ: 'at+jwt' });
  expect(payload).toMatchObject({ sub: 'grocer-cli', client_id: 'grocer-cli', scope: scopes.join(' ') });
  expect(payload).not.toHaveProperty('groups');
  expect((await postForm('/token', clientForm, basic('grocer-cli', 'guess'))).status).toBe(401);
});

test('mints workload identities for Vault that the API would refuse', async () => {
  const token = await issuer().mintWorkloadToken('checkout');
  const { payload, protectedHeader } = await verify(token, { audience: vaultAudience });
  expect(payload).toMatchObject({ iss: issuer().url, sub: 'checkout' });
  expect(protectedHeader.typ).toBe('JWT');
});

describe('resource indicators (RFC 8707)', () => {
  const unknown = 'https://elsewhere.example';

  test('name the audience', async () => {
    const asked = { scope: 'openid orders:place', resource: apiAudience };
    expect(decodeJwt((await signIn('customer-1', asked)).access_token).aud).toBe(apiAudience);
    const form = { ...clientForm, resource: apiAudience };
    const { body } = await postForm('/token', form, basic('grocer-cli', issuer().cliSecret));
    expect(decodeJwt(body.access_token).aud).toBe(apiAudience);
  });

  test.each([unknown, vaultAudience])('refuse %s at the sign-in', async (resource) => {
    const response = await fetch(authorizeUrl({ scope: 'openid', resource }, 'challenge'.repeat(5)), {
      redirect: 'manual',
    });
    const { origin, searchParams } = new URL(response.headers.get('location') ?? '');
    expect([origin, searchParams.get('error')]).toEqual([storefrontOrigin, 'invalid_target']);
  });

  test.each([unknown, vaultAudience])('refuse %s for a code, a refresh token and a client', async (resource) => {
    const { code, verifier } = await authorize('customer-1', { scope: 'openid orders:place' });
    const { refresh_token } = await signIn('customer-2', { scope: 'openid orders:place' });
    const refused = { status: 400, body: { error: 'invalid_target' } };
    expect(await redeem(code, verifier, { resource })).toMatchObject(refused);
    expect(await refreshBy(refresh_token, { resource })).toMatchObject(refused);
    const form = { ...clientForm, resource };
    expect(await postForm('/token', form, basic('grocer-cli', issuer().cliSecret))).toMatchObject(refused);
  });
});

test('limits sign-ins by client address, with Retry-After', async () => {
  await restart({ signInLimit: { burst: 1, perSecond: 0.1 } });
  const browser = createBrowser();
  const { page } = await openSignIn({ scope: 'openid' }, browser);
  expect((await browser.post(page, { account: 'nobody' })).status).toBe(400);
  const refused = await browser.post(page, { account: 'customer-1' }, { 'x-forwarded-for': '203.0.113.7' });
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await refused.text()).toContain('Too many sign-ins from this address');
});

test('limits sign-ins as one account, whoever tries, and no other account’s', async () => {
  await restart({ signInAccountLimit: { burst: 1, perSecond: 0.1 } });
  await signIn('customer-1', { scope: 'openid' });
  const browser = createBrowser();
  const { page } = await openSignIn({ scope: 'openid' }, browser);
  const refused = await browser.post(page, { account: 'customer-1' });
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '10']);
  expect(await refused.text()).toContain('Too many sign-ins as this account');
  await signIn('customer-2', { scope: 'openid' });
});

test('shows a page that any account can be chosen from by keyboard, under a strict policy', async () => {
  const browser = createBrowser();
  const { page } = await openSignIn({ scope: 'openid' }, browser);
  const response = await browser.get(page);
  const text = await response.text();
  for (const { subject } of demoAccounts)
    expect(text).toContain(`<button type="submit" name="account" value="${subject}">`);
  expect(response.headers.get('content-security-policy')).toContain(`form-action 'self' ${storefrontOrigin}`);
  expect(response.headers.get('content-security-policy')).not.toContain('unsafe-inline');
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
  });
});

test.each(['get', 'post'] as const)(
  'answers a sign-in that nobody began with a page, not a failure (%s)',
  async (method) => {
    const response = await createBrowser()[method](`${issuer().url}/sign-in/unknown`, { account: 'customer-1' });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('This sign-in has ended');
  },
);

test('never sends a code to an address that is not the shop', async () => {
  const url = authorizeUrl({ scope: 'openid', redirect_uri: 'http://localhost:9999/signed-in' }, 'challenge'.repeat(5));
  const response = await fetch(url, { redirect: 'manual' });
  expect(response.status).toBe(400);
  expect(response.headers.get('location')).toBeNull();
});

test('lets pages of the shop, and no others, call the token endpoint', async () => {
  const allowedFor = async (origin: string) => {
    const form = new URLSearchParams({ grant_type: 'refresh_token', client_id: 'storefront', refresh_token: 'none' });
    const response = await fetch(`${issuer().url}/token`, { method: 'POST', body: form, headers: { origin } });
    return response.headers.get('access-control-allow-origin');
  };
  expect(await allowedFor(storefrontOrigin)).toBe(storefrontOrigin);
  expect(await allowedFor('http://elsewhere.example')).toBeNull();
});

test.each([
  ['POST', '/token'],
  ['OPTIONS', '/token'],
  ['GET', '/jwks'],
  ['GET', '/.well-known/openid-configuration'],
])('CORS: %s %s tells a stranger nothing of what it may do', async (method, path) => {
  const origin = 'https://evil.example';
  const { headers } = await fetch(`${issuer().url}${path}`, {
    method,
    headers: { origin, 'access-control-request-method': 'POST' },
  });
  expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
});
