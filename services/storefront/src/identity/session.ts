import { type ReadonlySignal, signal } from '@preact/signals';
import type { Settings } from '../settings.ts';
import { authorizationUrl, codeOf, newSignIn, type PendingSignIn } from './authorization.ts';
import { discoverIssuer, type IssuerMetadata } from './discovery.ts';
import { GrantRefused, readIdToken, requestTokens, type Tokens } from './tokens.ts';

export interface Account {
  readonly subject: string;
  readonly name: string;
}

export interface Session {
  /** Who is signed in. */
  readonly account: ReadonlySignal<Account | undefined>;
  /** Leaves for the issuer's sign-in page, to come back to `returnTo`. */
  signIn(returnTo: string): Promise<void>;
  /** Takes the issuer's answer; gives the page to return to. */
  completeSignIn(answer: URLSearchParams): Promise<string>;
  /** A token that lives for a while yet, refreshed if need be. Throws SignedOut. */
  accessToken(): Promise<string>;
  /** Ends the session here and at the issuer. */
  signOut(): Promise<void>;
  /** Ends the session here. */
  forget(): void;
}

/** Nobody is signed in, or not any more. */
export class SignedOut extends Error {
  override readonly name = 'SignedOut';
}

/** What outlives a reload of the tab. The access token does not: it is refreshed. */
interface Kept {
  readonly account: Account;
  readonly refreshToken: string | undefined;
  readonly idToken: string | undefined;
}

interface LiveToken {
  readonly value: string;
  readonly expiresAt: number;
}

const keptKey = 'grocer.session';
const pendingKey = 'grocer.sign-in';
const refreshAheadMs = 30_000;

export function createSession(settings: Settings, storage: Storage): Session {
  const { origin } = location;
  const redirectUri = `${origin}/signed-in`;
  let kept = read<Kept>(storage, keptKey);
  let live: LiveToken | undefined;
  let refreshing: Promise<string> | undefined;
  let discovering: Promise<IssuerMetadata> | undefined;
  const account = signal(kept?.account);

  function discover(): Promise<IssuerMetadata> {
    discovering ??= discoverIssuer(settings.issuer).catch((error: unknown) => {
      discovering = undefined;
      throw error;
    });
    return discovering;
  }

  function keep(tokens: Tokens, who: Account): string {
    live = { value: tokens.access_token, expiresAt: Date.now() + tokens.expires_in * 1_000 };
    kept = {
      account: who,
      refreshToken: tokens.refresh_token ?? kept?.refreshToken,
      idToken: tokens.id_token ?? kept?.idToken,
    };
    storage.setItem(keptKey, JSON.stringify(kept));
    account.value = who;
    return live.value;
  }

  function forget(): void {
    kept = undefined;
    live = undefined;
    storage.removeItem(keptKey);
    account.value = undefined;
  }

  async function refresh({ refreshToken, account: who }: Kept): Promise<string> {
    if (!refreshToken) return end();
    try {
      const grant = { grant_type: 'refresh_token', refresh_token: refreshToken };
      return keep(await requestTokens(await discover(), settings, grant), who);
    } catch (error) {
      if (error instanceof GrantRefused) return end();
      throw error;
    }
  }

  function end(): never {
    forget();
    throw new SignedOut();
  }

  return {
    account,
    forget,
    async signIn(returnTo) {
      const metadata = await discover();
      const pending = newSignIn(returnTo);
      storage.setItem(pendingKey, JSON.stringify(pending));
      location.assign(await authorizationUrl({ metadata, settings, redirectUri, pending }));
    },
    async completeSignIn(answer) {
      const pending = read<PendingSignIn>(storage, pendingKey);
      storage.removeItem(pendingKey);
      const code = codeOf(answer, pending, settings.issuer);
      const { verifier = '', nonce = '', returnTo = '/' } = pending ?? {};
      const grant = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier };
      const tokens = await requestTokens(await discover(), settings, grant);
      const { sub, name } = readIdToken(tokens.id_token ?? '', settings, nonce);
      keep(tokens, { subject: sub, name: name ?? sub });
      return returnTo;
    },
    async accessToken() {
      if (!kept) throw new SignedOut();
      if (live && live.expiresAt - refreshAheadMs > Date.now()) return live.value;
      // A refresh token is spent by its use: callers of the same moment share one refresh.
      refreshing ??= refresh(kept).finally(() => {
        refreshing = undefined;
      });
      return refreshing;
    },
    async signOut() {
      const idToken = kept?.idToken;
      forget();
      const metadata = await discover().catch(() => undefined);
      if (!metadata?.end_session_endpoint || !idToken) return location.assign('/');
      const url = new URL(metadata.end_session_endpoint);
      url.searchParams.set('id_token_hint', idToken);
      url.searchParams.set('client_id', settings.clientId);
      url.searchParams.set('post_logout_redirect_uri', `${origin}/`);
      location.assign(url);
    },
  };
}

function read<T>(storage: Storage, key: string): T | undefined {
  const text = storage.getItem(key);
  return text === null ? undefined : JSON.parse(text);
}
