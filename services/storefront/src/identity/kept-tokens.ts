import { type ReadonlySignal, signal } from '@preact/signals';
import { GrantRefused, type Tokens } from './tokens.ts';

export interface Account {
  readonly subject: string;
  readonly name: string;
}

export interface KeptTokens {
  /** Whose they are; undefined when there are none. */
  readonly account: ReadonlySignal<Account | undefined>;
  /** A token that lives for a while yet, renewed if need be. Throws SignedOut. */
  accessToken(): Promise<string>;
  idToken(): string | undefined;
  keep(tokens: Tokens, account: Account): void;
  forget(): void;
}

/** Nobody is signed in, or not any more. */
export class SignedOut extends Error {
  override readonly name = 'SignedOut';
}

/** What outlives a reload of the tab. The access token does not: it is renewed. */
interface Kept {
  readonly account: Account;
  readonly refreshToken: string | undefined;
  readonly idToken: string | undefined;
}

type Renew = (refreshToken: string) => Promise<Tokens>;

const key = 'grocer.session';
const renewAheadMs = 30_000;

/** Keeps a sign-in's tokens in the tab, and its access token fresh. */
export function keepTokens(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>, renew: Renew): KeptTokens {
  const stored = storage.getItem(key);
  let kept: Kept | undefined = stored === null ? undefined : JSON.parse(stored);
  let live: { readonly token: string; readonly expiresAt: number } | undefined;
  let renewing: Promise<string> | undefined;
  const account = signal(kept?.account);

  function keep(tokens: Tokens, owner: Account): string {
    live = { token: tokens.access_token, expiresAt: Date.now() + tokens.expires_in * 1_000 };
    kept = {
      account: owner,
      refreshToken: tokens.refresh_token ?? kept?.refreshToken,
      idToken: tokens.id_token ?? kept?.idToken,
    };
    storage.setItem(key, JSON.stringify(kept));
    account.value = owner;
    return live.token;
  }

  function forget(): void {
    kept = undefined;
    live = undefined;
    storage.removeItem(key);
    account.value = undefined;
  }

  async function refresh({ refreshToken = '', account: owner }: Kept): Promise<string> {
    try {
      return keep(await renew(refreshToken), owner);
    } catch (error) {
      if (!(error instanceof GrantRefused)) throw error;
      forget();
      throw new SignedOut();
    }
  }

  async function accessToken(): Promise<string> {
    if (!kept) throw new SignedOut();
    if (live && live.expiresAt - renewAheadMs > Date.now()) return live.token;
    // A refresh token is spent by its use: callers of the same moment share one renewal.
    renewing ??= refresh(kept).finally(() => {
      renewing = undefined;
    });
    return renewing;
  }

  return { account, accessToken, idToken: () => kept?.idToken, keep, forget };
}
