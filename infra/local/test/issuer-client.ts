import { createHash, randomBytes } from 'node:crypto';
import { expect } from 'vitest';

export type Parameters = Record<string, string>;

export const storefrontOrigin = 'http://localhost:8080';

/** The shop's side of the protocol, step by step, and a browser's between them; `url` gives the issuer's address. */
export function createIssuerClient(url: () => string) {
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
      const location = new URL(response.headers.get('location') ?? page, url());
      if (location.origin === storefrontOrigin) return { code: location.searchParams.get('code') ?? '', verifier };
      response = response.status === 200 ? await submitForm(response, browser) : await browser.get(location.href);
    }
    throw new Error('the sign-in never came back to the shop');
  }

  async function openSignIn(parameters: Parameters, browser: Browser) {
    const verifier = randomBytes(32).toString('base64url');
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const response = await browser.get(authorizeUrl(parameters, challenge));
    return { page: new URL(response.headers.get('location') ?? '', url()).href, verifier };
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
    return `${url()}/auth?${new URLSearchParams(query)}`;
  }

  function refreshBy(refreshToken: string, parameters: Parameters = {}) {
    const form = { grant_type: 'refresh_token', client_id: 'storefront', refresh_token: refreshToken, ...parameters };
    return postForm('/token', form);
  }

  function redeem(code: string, verifier: string, parameters: Parameters = {}) {
    return postForm('/token', {
      grant_type: 'authorization_code',
      client_id: 'storefront',
      redirect_uri: `${storefrontOrigin}/signed-in`,
      code,
      code_verifier: verifier,
      ...parameters,
    });
  }

  async function postForm(path: string, form: Parameters, headers: Parameters = {}) {
    const response = await fetch(url() + path, { method: 'POST', body: new URLSearchParams(form), headers });
    return { status: response.status, body: await response.json() };
  }

  return { signIn, authorize, openSignIn, authorizeUrl, refreshBy, redeem, postForm };
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

export function basic(user: string, password: string): Parameters {
  return { authorization: `Basic ${btoa(`${user}:${password}`)}` };
}

type Browser = ReturnType<typeof createBrowser>;

/** Keeps cookies and follows nothing. */
export function createBrowser() {
  const cookies = new Map<string, string>();
  async function send(url: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { cookie, ...init.headers } });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  }
  return {
    get: (url: string, _form?: Parameters) => send(url),
    post: (url: string, form: Parameters, headers: Parameters = {}) =>
      send(url, { method: 'POST', body: new URLSearchParams(form), headers }),
  };
}
