import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { apiAudience, demoAccounts, scopes, vaultAudience } from '@grocer/contracts/identity';
import { createRemoteJWKSet, decodeJwt, type JWTVerifyOptions, jwtVerify } from 'jose';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Issuer, type IssuerOptions, startIssuer } from '../stand-ins/issuer.ts';

const storefrontOrigin = 'http://localhost:8080';
const everyScope = ['openid', ...scopes].join(' ');
let stateDir: string;
let issuer: Issuer;

beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'grocer-issuer-'));
  issuer = await start();
});

afterEach(async () => {
  await issuer.stop();
  await rm(stateDir, { recursive: true });
});

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
  httpRequest(issuer.discoveryUrl, { headers }, answer.resolve).end();
  expect(await json(await answer.promise)).toMatchObject({ issuer: issuer.url, jwks_uri: issuer.jwksUri });
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

  const refresh = { grant_type: 'refresh_token', client_id: 'storefront', refresh_token };
  const refreshed = await postForm('/token', refresh);
  expect(refreshed.status).toBe(200);
  const { payload } = await verify(refreshed.body.access_token, { audience: apiAudience });
  expect(payload).toMatchObject({ sub: 'customer-1', scope: 'orders:place', groups: ['customers'] });
  expect(await postForm('/token', refresh)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test('signs out and goes back to the shop, which ends the refresh token too', async () => {
  const browser = createBrowser();
  const { id_token, refresh_token } = await signIn('customer-1', { scope: 'openid orders:place' }, browser);
  const query = { id_token_hint: id_token, post_logout_redirect_uri: `${storefrontOrigin}/` };
  const page = await browser.get(`${issuer.url}/session/end?${new URLSearchParams(query)}`);
  const form = await page.text();
  expect(form).toContain('<button type="submit" form="op.logoutForm" name="logout" value="yes">Sign out</button>');

  const [, xsrf = ''] = /name="xsrf" value="([^"]+)"/.exec(form) ?? [];
  const done = await browser.post(`${issuer.url}/session/end/confirm`, { xsrf, logout: 'yes' });
  expect(done.headers.get('location')).toBe(`${storefrontOrigin}/`);
  const refresh = { grant_type: 'refresh_token', client_id: 'storefront', refresh_token };
  expect(await postForm('/token', refresh)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test('refuses a code without its PKCE verifier', async () => {
  const { code } = await authorize('customer-1', { scope: 'openid orders:place' });
  const { status, body } = await redeem(code, 'x'.repeat(43));
  expect({ status, error: body.error }).toEqual({ status: 400, error: 'invalid_grant' });
});

test('gives the scripts every scope by client credentials, under a secret that stays', async () => {
  const before = issuer.cliSecret;
  await restart();
  expect(issuer.cliSecret).toBe(before);

  const form = { grant_type: 'client_credentials', scope: scopes.join(' ') };
  const { body } = await postForm('/token', form, basic('grocer-cli', issuer.cliSecret));
  const { payload } = await verify(body.access_token, { audience: apiAudience, typ: 'at+jwt' });
  expect(payload).toMatchObject({ sub: 'grocer-cli', client_id: 'grocer-cli', scope: scopes.join(' ') });
  expect(payload).not.toHaveProperty('groups');
  expect((await postForm('/token', form, basic('grocer-cli', 'guess'))).status).toBe(401);
});

test('mints workload identities for Vault that the API would refuse', async () => {
  const token = await issuer.mintWorkloadToken('checkout');
  const { payload, protectedHeader } = await verify(token, { audience: vaultAudience });
  expect(payload).toMatchObject({ iss: issuer.url, sub: 'checkout' });
  expect(protectedHeader.typ).toBe('JWT');
});

test('publishes two keys and signs with the same one after a restart', async () => {
  const { access_token } = await signIn('customer-1', { scope: 'openid orders:place' });
  await restart();
  await verify(access_token, { audience: apiAudience });
  const jwks = await (await fetch(`${issuer.url}/jwks`)).json();
  expect(jwks.keys).toHaveLength(2);
  expect(jwks.keys.every((key: object) => !('d' in key))).toBe(true);
});

test('limits sign-ins by client address, with Retry-After', async () => {
  await issuer.stop();
  issuer = await start({ signInLimit: { burst: 1, perSecond: 0.1 } });
  const browser = createBrowser();
  const { page } = await openSignIn({ scope: 'openid' }, browser);
  expect((await browser.post(page, { account: 'nobody' })).status).toBe(400);
  const refused = await browser.post(page, { account: 'customer-1' });
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
});

test('shows a page that any account can be chosen from by keyboard, under a strict policy', async () => {
  const browser = createBrowser();
  const { page } = await openSignIn({ scope: 'openid' }, browser);
  const response = await browser.get(page);
  const text = await response.text();
  for (const { subject } of demoAccounts)
    expect(text).toContain(`<button type="submit" name="account" value="${subject}">`);
  expect(response.headers.get('content-security-policy')).toContain(`form-action 'self' ${storefrontOrigin}`);
});

test.each(['get', 'post'] as const)(
  'answers a sign-in that nobody began with a page, not a failure (%s)',
  async (method) => {
    const response = await createBrowser()[method](`${issuer.url}/sign-in/unknown`, { account: 'customer-1' });
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
    const response = await fetch(`${issuer.url}/token`, { method: 'POST', body: form, headers: { origin } });
    return response.headers.get('access-control-allow-origin');
  };
  expect(await allowedFor(storefrontOrigin)).toBe(storefrontOrigin);
  expect(await allowedFor('http://elsewhere.example')).toBeNull();
});

function start(options: Partial<IssuerOptions> = {}): Promise<Issuer> {
  return startIssuer({ port: 0, stateDir, storefrontOrigin, signInLimit: { burst: 100, perSecond: 10 }, ...options });
}

/** On the same port: the issuer's name is its address. */
async function restart(): Promise<void> {
  const port = Number(new URL(issuer.url).port);
  await issuer.stop();
  issuer = await start({ port });
  // Until the client has noticed that its kept connections are gone.
  await vi.waitFor(() => Promise.all(Array.from({ length: 4 }, () => fetch(`${issuer.url}/jwks`))));
}

function verify(token: string, options: JWTVerifyOptions) {
  const keys = createRemoteJWKSet(new URL(`${issuer.url}/jwks`));
  return jwtVerify(token, keys, { issuer: issuer.url, algorithms: ['ES256'], ...options });
}

type Parameters = Record<string, string>;

async function signIn(account: string, parameters: Parameters, browser = createBrowser()) {
  const { code, verifier } = await authorize(account, parameters, browser);
  const { status, body } = await redeem(code, verifier);
  expect(status).toBe(200);
  return body;
}

async function authorize(account: string, parameters: Parameters, browser = createBrowser()) {
  const { page, verifier } = await openSignIn(parameters, browser);
  let response = await browser.post(page, { account });
  for (let step = 0; step < 6; step++) {
    const location = new URL(response.headers.get('location') ?? page, issuer.url);
    if (location.origin === storefrontOrigin) return { code: location.searchParams.get('code') ?? '', verifier };
    response = response.status === 200 ? await submitForm(response, browser) : await browser.get(location.href);
  }
  throw new Error('the sign-in never came back to the shop');
}

/** What the provider's page does by its script, when the policy lets it. */
async function submitForm(response: Response, browser: Browser): Promise<Response> {
  expect(response.headers.get('content-security-policy')).toMatch(/script-src 'none' 'sha256-/);
  const form = await response.text();
  const fields = [...form.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
    name,
    value,
  ]);
  return browser.post(/action="([^"]+)"/.exec(form)?.[1] ?? '', Object.fromEntries(fields));
}

async function openSignIn(parameters: Parameters, browser: Browser) {
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const response = await browser.get(authorizeUrl(parameters, challenge));
  return { page: new URL(response.headers.get('location') ?? '', issuer.url).href, verifier };
}

function authorizeUrl(parameters: Parameters, challenge: string): string {
  const query = {
    client_id: 'storefront',
    response_type: 'code',
    redirect_uri: `${storefrontOrigin}/signed-in`,
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...parameters,
  };
  return `${issuer.url}/auth?${new URLSearchParams(query)}`;
}

function redeem(code: string, verifier: string) {
  return postForm('/token', {
    grant_type: 'authorization_code',
    client_id: 'storefront',
    redirect_uri: `${storefrontOrigin}/signed-in`,
    code,
    code_verifier: verifier,
  });
}

async function postForm(path: string, form: Parameters, headers: Parameters = {}) {
  const response = await fetch(issuer.url + path, { method: 'POST', body: new URLSearchParams(form), headers });
  return { status: response.status, body: await response.json() };
}

function basic(user: string, password: string): Parameters {
  return { authorization: `Basic ${btoa(`${user}:${password}`)}` };
}

type Browser = ReturnType<typeof createBrowser>;

/** Keeps cookies and follows nothing. */
function createBrowser() {
  const cookies = new Map<string, string>();
  async function send(url: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { cookie } });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  }
  return {
    get: (url: string, _form?: Parameters) => send(url),
    post: (url: string, form: Parameters) => send(url, { method: 'POST', body: new URLSearchParams(form) }),
  };
}
