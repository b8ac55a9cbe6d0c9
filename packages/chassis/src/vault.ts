import createClient, { type client as VaultClient } from 'node-vault';
import type { Credentials, CredentialsSource } from './credentials.ts';
import type { Log } from './log.ts';
import { type Kept, keep } from './renewal.ts';

/** A deployable's session at Vault: its token, its leases, its secrets. */
export interface Vault {
  /** Logins of the database role `name`, renewed while Vault allows and then replaced, always before they end. */
  databaseCredentials(name: string): CredentialsSource;
  /** The value behind a reference `vault:<path>#<key>` of the KV engine (version 2). */
  secret(reference: string): Promise<string>;
  /** False before the first login, and when the token or a database login is about to end and could not be renewed. */
  isHealthy(): boolean;
  /** Revokes the token, and with it every lease. */
  close(): Promise<void>;
}

/** What createVault needs; `workloadToken` reads the deployable's own identity afresh each time. */
export interface VaultOptions {
  readonly addr: string;
  readonly role: string;
  readonly workloadToken: () => Promise<string>;
  readonly log: Log;
}

const REQUEST_TIMEOUT_MS = 5000;

/** Opens a session at Vault: it logs in at once, in the background, and again when its token can no longer be renewed. */
export function createVault({ addr, role, workloadToken, log }: VaultOptions): Vault {
  const client: VaultClient = createClient({ endpoint: addr, requestOptions: { timeout: REQUEST_TIMEOUT_MS } });
  const stopping = new AbortController();
  const logins = new Map<string, Kept<Credentials>>();
  const shared = { log, isFinal: isRefusal, signal: stopping.signal };

  const session = keep<string>({
    ...shared,
    name: 'a Vault token',
    obtain: () =>
      explaining(`Vault refused the login of role ${role} (auth/jwt/login)`, async () => {
        const { auth } = await client.jwtLogin({ role, jwt: await workloadToken() });
        client.token = auth.client_token;
        return {
          value: auth.client_token,
          seconds: auth.lease_duration,
          renew: async () => (await client.tokenRenewSelf()).auth.lease_duration,
        };
      }),
  });
  // A new token does not own the old one's leases, which end with it.
  session.onReplace(() => {
    for (const login of logins.values()) login.replace();
  });

  function databaseLogin(name: string): Kept<Credentials> {
    const path = `database/creds/${name}`;
    return keep<Credentials>({
      ...shared,
      name: `a database login (${path})`,
      obtain: async () => {
        await session.current();
        return explaining(`Vault refused ${path} to role ${role}`, async () => {
          const { data, lease_id, lease_duration } = await client.read(path);
          return {
            value: { user: data.username, password: data.password },
            seconds: lease_duration,
            renew: async () => (await client.renew({ lease_id })).lease_duration,
          };
        });
      },
    });
  }

  return {
    databaseCredentials(name) {
      const login = logins.get(name) ?? databaseLogin(name);
      logins.set(name, login);
      return {
        current: login.current,
        onRotate: login.onReplace,
        async replace(refused) {
          if ((await login.current()) !== refused) return;
          const { promise, resolve } = Promise.withResolvers<void>();
          const stopListening = login.onReplace(() => resolve());
          login.replace();
          await promise.finally(stopListening);
        },
      };
    },
    async secret(reference) {
      const [, path, key] = /^vault:secret\/([^#]+)#(.+)$/.exec(reference) ?? [];
      if (!path || !key) throw new Error(`not a secret reference (vault:secret/<path>#<key>): ${reference}`);
      await session.current();
      const answer = await explaining(`Vault refused secret/data/${path} to role ${role}`, () =>
        client.read(`secret/data/${path}`),
      );
      const value: unknown = answer.data.data[key];
      if (typeof value !== 'string') throw new Error(`the secret ${path} has no key ${key}`);
      return value;
    },
    isHealthy: () => session.isHealthy() && [...logins.values()].every((login) => login.isHealthy()),
    async close() {
      stopping.abort();
      await client
        .tokenRevokeSelf()
        .catch((error: unknown) => log.warn({ err: error }, 'could not revoke the Vault token'));
    },
  };
}

/** Vault's own no, which waiting does not turn into a yes. */
class Refusal extends Error {
  override readonly name = 'Refusal';
}

function isRefusal(error: unknown): boolean {
  return error instanceof Refusal;
}

/** Gives Vault's 400, 403 and 404 a sentence that names the path; other errors pass. */
async function explaining<T>(sentence: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const status = statusOf(error);
    if (status !== 400 && status !== 403 && status !== 404) throw error;
    throw new Refusal(`${sentence}: ${error instanceof Error ? error.message.trim() : status}`);
  }
}

function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error && 'response' in error)) return undefined;
  const { response } = error;
  if (typeof response !== 'object' || response === null || !('statusCode' in response)) return undefined;
  return typeof response.statusCode === 'number' ? response.statusCode : undefined;
}
