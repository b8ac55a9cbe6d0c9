import type { Settings } from '../settings.ts';
import { authorizationUrl, codeOf, newSignIn, type PendingSignIn, SignInFailed } from './authorization.ts';
import { discoverIssuer, type IssuerMetadata } from './discovery.ts';
import { type KeptTokens, keepTokens } from './kept-tokens.ts';
import { readIdToken, requestTokens, type Tokens } from './tokens.ts';

export interface Session extends Pick<KeptTokens, 'account' | 'accessToken' | 'forget'> {
  /** Leaves for the issuer's sign-in page, to come back to `returnTo`. */
  signIn(returnTo: string): Promise<void>;
  /** Takes the issuer's answer; gives the page to return to. */
  completeSignIn(answer: URLSearchParams): Promise<string>;
  /** Ends the session here, and at the issuer. */
  signOut(): Promise<void>;
}

const pendingKey = 'grocer.sign-in';

/** The customer's session with the issuer: authorization code with PKCE, as a public client. */
export function createSession(settings: Settings, storage: Storage): Session {
  const redirectUri = `${location.origin}/signed-in`;
  const discover = rememberSuccess(() => discoverIssuer(settings.issuer));
  const request = async (grant: Record<string, string>): Promise<Tokens> =>
    requestTokens(await discover(), settings, grant);
  const tokens = keepTokens(storage, (refreshToken) =>
    request({ grant_type: 'refresh_token', refresh_token: refreshToken }),
  );
  return {
    account: tokens.account,
    accessToken: tokens.accessToken,
    forget: tokens.forget,
    async signIn(returnTo) {
      const metadata = await discover();
      const pending = newSignIn(returnTo);
      storage.setItem(pendingKey, JSON.stringify(pending));
      location.assign(await authorizationUrl({ metadata, settings, redirectUri, pending }));
    },
    async completeSignIn(answer) {
      const pending = takePending(storage);
      const code = codeOf(answer, pending, settings.issuer);
      const { verifier, nonce, returnTo } = pending;
      const granted = await request({
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        code_verifier: verifier,
      });
      const { sub, name = sub } = readIdToken(granted.id_token ?? '', settings, nonce);
      tokens.keep(granted, { subject: sub, name });
      return returnTo;
    },
    async signOut() {
      const idToken = tokens.idToken();
      tokens.forget();
      const metadata = await discover().catch(() => undefined);
      location.assign(signOutUrl(metadata, settings, idToken));
    },
  };
}

/** The issuer's own sign-out (OpenID Connect RP-Initiated Logout), where it has one; else the shop's door. */
function signOutUrl(metadata: IssuerMetadata | undefined, { clientId }: Settings, idToken: string | undefined): string {
  const door = `${location.origin}/`;
  if (!metadata?.end_session_endpoint || !idToken) return door;
  const query = { id_token_hint: idToken, client_id: clientId, post_logout_redirect_uri: door };
  return `${metadata.end_session_endpoint}?${new URLSearchParams(query)}`;
}

/** What was remembered of the sign-in is good for one answer. */
function takePending(storage: Storage): PendingSignIn {
  const text = storage.getItem(pendingKey);
  storage.removeItem(pendingKey);
  if (text === null) throw new SignInFailed('This sign-in was not begun here.');
  return JSON.parse(text);
}

/** Asks once for what does not change; after a failure, again. */
function rememberSuccess<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= ask().catch((error: unknown) => {
      answer = undefined;
      throw error;
    });
    return answer;
  };
}
