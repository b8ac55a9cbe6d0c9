import { staticCredentials } from '@grocer/chassis/credentials';
import { createLog } from '@grocer/chassis/log';
import { createDatabase, type Database } from '@grocer/chassis/postgres';
import { vaultAudience } from '@grocer/contracts/identity';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { setUpRealVault } from './real-vault.ts';
import { startTestIssuer, type TestIssuer } from './tokens.ts';
import { startTestVault } from './vault.ts';

/** A Vault that the conformance suite asks, whichever it is. */
export interface VaultUnderTest {
  readonly url: string;
  /** May do everything. */
  readonly rootToken: string;
  /** Undefined where the suite may not seal it. */
  readonly unsealKey: string | undefined;
  readonly database: TestDatabase;
  /** A workload's identity, with whatever is wrong with it. */
  workloadToken(subject: string, changes?: { audience?: string; expiresIn?: number }): Promise<string>;
  stop(): Promise<void>;
}

/** Each role and the group of its database logins. */
const roles = { catalogue: 'catalogue', checkout: 'checkout', fulfil: 'checkout' };
const secrets = { 'payment-gateway': { apiKey: 'sk_test_of_the_suite' } };

/** A token and a lease live this long; no renewal makes it more than `max`. */
export const lifetimes = { leaseSeconds: 60, maxLeaseSeconds: 100, tokenSeconds: 60, maxTokenSeconds: 100 };

/** The stand-in, and a real Vault where the environment names one. */
export const vaultsUnderTest: Record<string, () => Promise<VaultUnderTest>> = {
  'the stand-in': () =>
    start(async (database, issuer) => {
      const vault = await startTestVault(database, roles, { lifetimes, secrets, issuer });
      return { ...vault, rootToken: vault.operatorToken, unsealKey: vault.operatorToken };
    }),
  ...(process.env.VAULT_ADDR_REAL && {
    'a real Vault': () => start((database, issuer) => setUpRealVault({ database, issuer, roles, lifetimes, secrets })),
  }),
};

type Running = Pick<VaultUnderTest, 'url' | 'rootToken' | 'unsealKey' | 'stop'>;

async function start(run: (database: TestDatabase, issuer: TestIssuer) => Promise<Running>): Promise<VaultUnderTest> {
  const [database, issuer] = await Promise.all([createTestDatabase(), startTestIssuer()]);
  const vault = await run(database, issuer);
  return {
    ...vault,
    database,
    workloadToken: (subject, { audience = vaultAudience, expiresIn = 60 } = {}) =>
      issuer.token({ subject, audience, expiresIn, type: 'JWT' }),
    async stop() {
      await vault.stop();
      await Promise.all([database.drop(), issuer.stop()]);
    },
  };
}

/** What a request has beside its method and path. */
export interface VaultCall {
  readonly token?: string | undefined;
  readonly body?: object | string;
  readonly headers?: Record<string, string>;
}

/** Asks `/v1/<path>`; the answer's body is undefined where there was none. */
export async function ask(
  { url }: VaultUnderTest,
  method: string,
  path: string,
  { token, body, headers = {} }: VaultCall = {},
) {
  const response = await fetch(`${url}/v1/${path}`, {
    method,
    headers: { ...(token !== undefined && { 'x-vault-token': token }), ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

/** Logs a workload in; resolves to its token. */
export async function logIn(vault: VaultUnderTest, role: string): Promise<string> {
  const jwt = await vault.workloadToken(role);
  const { body } = await ask(vault, 'POST', 'auth/jwt/login', { body: { role, jwt } });
  return body.auth.client_token;
}

/** A database login on lease. */
export interface LeasedLogin {
  readonly id: string;
  readonly username: string;
  readonly password: string;
}

export async function leaseLogin(vault: VaultUnderTest, token: string, role: string): Promise<LeasedLogin> {
  const { body } = await ask(vault, 'GET', `database/creds/${role}`, { token });
  return { id: body.lease_id, username: body.data.username, password: body.data.password };
}

/** Whether Postgres knows a login. */
export async function hasLogin({ database }: VaultUnderTest, { username }: LeasedLogin): Promise<boolean> {
  return (await database.admin.query('select from pg_roles where rolname = $1', [username])).rowCount === 1;
}

/** A pool that signs in by a login of Vault's. */
export function connectAs({ database }: VaultUnderTest, { username, password }: LeasedLogin): Database {
  return createDatabase({
    url: database.url,
    credentials: staticCredentials(username, password),
    max: 1,
    applicationName: 'vault conformance',
    log: createLog({ name: 'vault conformance', level: 'error' }),
  });
}
