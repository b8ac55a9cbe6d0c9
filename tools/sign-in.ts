import { createHash, randomBytes } from 'node:crypto';
import { apiAudience, type DemoAccount, demoAccounts, storefrontClientId } from '@grocer/contracts/identity';
import { askJson, reach } from './ask.ts';
import type { Endpoints } from './endpoints.ts';
import { ToolFault } from './run-tool.ts';

/** Hands the browser's part of a sign-in on: what a redirect set is sent with the next request. */
type Cookies = Map<string, string>;

const maxRedirects = 10;

/** Signs a demo account in as the shop's pages do (authorization code with PKCE), and gives its access token. */
export async function signIn({ issuer, edge }: Pick<Endpoints, 'issuer' | 'edge'>, subject: string): Promise<string> {
  const account = findAccount(subject);
  const metadata = await askJson<Record<'authorization_endpoint' | 'token_endpoint', string>>(
    `${issuer}/.well-known/openid-configuration`,
  );
  const verifier = randomBytes(32).toString('base64url');
  const redirectUri = `${edge}/signed-in`;
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: storefrontClientId,
    redirect_uri: redirectUri,
    scope: ['openid', ...account.scopes].join(' '),
    resource: apiAudience,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const code = await obtainCode(new URL(`${metadata.authorization_endpoint}?${query}`), redirectUri, subject);
  const { access_token } = await askJson<{ access_token: string }>(metadata.token_endpoint, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: storefrontClientId,
      redirect_uri: redirectUri,
      code,
      code_verifier: verifier,
      resource: apiAudience,
    }),
  });
  return access_token;
}

function findAccount(subject: string): DemoAccount {
  const account = demoAccounts.find((one) => one.subject === subject);
  if (account) return account;
  const known = demoAccounts.map((one) => one.subject).join(', ');
  throw new ToolFault(`There is no demo account ${subject}; there are ${known}.`);
}

/** Follows the issuer's redirects to the page that offers the accounts, chooses one there, and follows on to the code. */
async function obtainCode(start: URL, redirectUri: string, subject: string): Promise<string> {
  const cookies: Cookies = new Map();
  let url = start;
  for (let hops = 0; hops < maxRedirects; hops += 1) {
    let answer = await visit(url, cookies);
    // The sign-in page's form posts to its own address.
    if (answer.status === 200) answer = await visit(url, cookies, new URLSearchParams({ account: subject }));
    const location = answer.headers.get('location');
    if (!location) throw new ToolFault(`The sign-in page answers ${answer.status}; wait a moment, then try again.`);
    url = new URL(location, url);
    if (url.href.startsWith(redirectUri)) return codeOf(url);
  }
  throw new ToolFault('The issuer redirects without end.');
}

async function visit(url: URL, cookies: Cookies, form?: URLSearchParams): Promise<Response> {
  const cookie = Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; ');
  const headers = { cookie, accept: 'text/html' };
  const answer = await reach(url, { redirect: 'manual', headers, ...(form && { method: 'POST', body: form }) });
  for (const line of answer.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    cookies.set(name, value);
  }
  return answer;
}

function codeOf({ searchParams }: URL): string {
  const code = searchParams.get('code');
  if (code) return code;
  throw new ToolFault(`The issuer refuses: ${searchParams.get('error_description') ?? searchParams.get('error')}.`);
}
