import { setTimeout as delay } from 'node:timers/promises';
import type { Credentials, CredentialsSource } from './credentials.ts';
import type { Log } from './log.ts';
import { type Kept, keep } from './renewal.ts';
import type { SecretReference } from './secret-reference.ts';
import { keepSecret, type StaticSecret } from './secrets.ts';
import { createVaultClient, isAway, isRefusal } from './vault-client.ts';
import type { WorkloadIdentity } from './workload-identity.ts';

/** A deployable's session at Vault: its token, its leases, its secrets. */
export interface Vault {
  /** Logins of the database role `name`, renewed while Vault allows and then replaced, always before they end. */
  databaseCredentials(name: string): CredentialsSource;
  /** The secret behind a reference of the KV engine (version 2), read again and again for a new version. */
  secret(reference: SecretReference): StaticSecret;
  /** False before the first login, and when the token or a database login is about to end and could not be renewed. */
  isHealthy(): boolean;
  /** Revokes the token, and with it every lease; gives up after a second. */
  close(): Promise<void>;
}

/** What createVault needs. */
export interface VaultOptions {
  readonly addr: string;
  readonly role: string;
  readonly identity: WorkloadIdentity;
  readonly log: Log;
  /** Called when Vault refuses, once and for all, what is asked for first: a login, database credentials, a secret. */
  readonly onRefused?: (refusal: Error) => void;
  /** How often a static secret is looked at. */
  readonly secretSeconds?: number;
}

const CLOSE_LIMIT_MS = 1000;
const SECRET_SECONDS = 30;

/** Opens a session at Vault: it logs in at once, in the background, and again when its token can no longer be renewed. */
export function createVault({
  addr,
  role,
  identity,
  log,
  onRefused,
  secretSeconds = SECRET_SECONDS,
}: VaultOptions): Vault {
  const client = createVaultClient(addr, role);
  const stopping = new AbortController();
  const logins = new Map<string, Kept<Credentials>>();
  let loggingIn: Promise<unknown> | undefined;
  const shared = {
    log,
    isFinal: isRefusal,
    isAway,
    signal: stopping.signal,
    onRefused: (error: unknown) => onRefused?.(error instanceof Error ? error : new Error(String(error))),
  };

  const session = keep<string>({
    ...shared,
    name: 'a Vault token',
    obtain: async () => {
      const granting = identity.login(role).then(client.login);
      loggingIn = granting.catch(() => undefined);
      return granting;
    },
  });
  // A new token does not own the old one's leases, which end with it.
  session.onReplace((_token, oldEndsAt) => {
    for (const login of logins.values()) login.replace(oldEndsAt);
  });

  /** Does what takes a token. A refusal may mean that the token is gone, which renewing it tells. */
  async function withToken<T>(work: () => Promise<T>): Promise<T> {
    await session.current();
    try {
      return await work();
    } catch (error) {
      if (isRefusal(error)) session.check();
      throw error;
    }
  }

  function databaseLogin(name: string): Kept<Credentials> {
    return keep<Credentials>({
      ...shared,
      name: `a database login (database/creds/${name})`,
      obtain: () => withToken(() => client.databaseLogin(name)),
    });
  }

  return {
    databaseCredentials(name) {
      const login = logins.get(name) ?? databaseLogin(name);
      logins.set(name, login);
      return { current: login.current, onRotate: login.onReplace, replace: login.replaceRefused };
    },
    secret: (reference) =>
      keepSecret({
        ...shared,
        name: `the secret ${reference.path}`,
        read: () => withToken(() => client.readSecret(reference)),
        seconds: secretSeconds,
      }),
    isHealthy: () => session.isHealthy() && [...logins.values()].every((login) => login.isHealthy()),
    async close() {
      stopping.abort();
      const revoking = Promise.resolve(loggingIn).then(client.revokeTokens);
      const limit = delay(CLOSE_LIMIT_MS, undefined, { ref: false }).then(() => {
        throw new Error('no answer in time');
      });
      await Promise.race([revoking, limit]).catch((error: unknown) =>
        log.warn({ reason: error instanceof Error ? error.message : error }, 'could not revoke the Vault token'),
      );
    },
  };
}
