import type { Settings } from '../settings.ts';
import type { IssuerMetadata } from './discovery.ts';
import { challengeOf, randomText } from './pkce.ts';

/** What one sign-in has to remember until the issuer sends the browser back. */
export interface PendingSignIn {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** The page the customer came from. */
  readonly returnTo: string;
}

export interface AuthorizationRequest {
  readonly metadata: IssuerMetadata;
  readonly settings: Settings;
  readonly redirectUri: string;
  readonly pending: PendingSignIn;
}

/** The sign-in ended without a code: refused by the customer or the issuer, or not begun in this tab. */
export class SignInFailed extends Error {
  override readonly name = 'SignInFailed';
}

export function newSignIn(returnTo: string): PendingSignIn {
  return { state: randomText(), nonce: randomText(), verifier: randomText(), returnTo };
}

/** Where to send the browser: an authorization code request with PKCE (RFC 7636) for the shop's API (RFC 8707). */
export async function authorizationUrl({
  metadata,
  settings,
  redirectUri,
  pending,
}: AuthorizationRequest): Promise<URL> {
  const url = new URL(metadata.authorization_endpoint);
  const query = {
    response_type: 'code',
    client_id: settings.clientId,
    redirect_uri: redirectUri,
    scope: 'openid offline_access orders:place',
    resource: settings.audience,
    // OpenID Connect Core, 11: offline_access is granted with consent only.
    prompt: 'consent',
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: await challengeOf(pending.verifier),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
}

/** The code that the issuer sent back, after the checks of RFC 6749 (10.12) and RFC 9207. */
export function codeOf(answer: URLSearchParams, pending: PendingSignIn, issuer: string): string {
  const error = answer.get('error');
  if (error) throw new SignInFailed(`The sign-in was not completed: ${answer.get('error_description') ?? error}.`);
  if (answer.get('state') !== pending.state) throw new SignInFailed('This sign-in was not begun here.');
  if ((answer.get('iss') ?? issuer) !== issuer) throw new SignInFailed('The answer is that of another issuer.');
  const code = answer.get('code');
  if (!code) throw new SignInFailed('The issuer sent no code.');
  return code;
}
