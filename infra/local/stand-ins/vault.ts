import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { staticCredentials } from '@grocer/chassis/credentials';
import type { Log } from '@grocer/chassis/log';
import { createDatabase } from '@grocer/chassis/postgres';
import { claimPort, portOf } from '../processes/ports.ts';
import { openState } from './state.ts';
import { createDatabaseEngine } from './vault/database-engine.ts';
import { createExpiry } from './vault/expiry.ts';
import { createVaultServer } from './vault/http.ts';
import { createJwtLogin, type TrustedIssuer } from './vault/jwt-login.ts';
import { createLeases, type Lifetimes } from './vault/leases.ts';
import { loadPolicies } from './vault/policies.ts';
import { createRoutes } from './vault/routes.ts';
import { createSecrets } from './vault/secrets.ts';
import { createStore } from './vault/store.ts';
import { createTokens } from './vault/tokens.ts';

export interface VaultOptions {
  port: number;
  /** Where tokens, leases and the operator's token outlive a restart. */
  stateDir?: string;
  /** How Postgres is reached as the login `vault`, password included. */
  databaseUrl: string;
  /** Whose tokens let a workload in. */
  issuer: TrustedIssuer;
  /** Every role and the group role in Postgres that its logins join; its subject and its policy have its name. */
  roles: Record<string, string>;
  /** The static secrets: path below `secret/data/` → keys and values. */
  secrets: Record<string, Record<string, string>>;
  lifetimes: Lifetimes;
  log: Log;
}

export interface Vault {
  url: string;
  /** May do everything; in no deployable's hands. */
  operatorToken: string;
  stop(): Promise<void>;
}

const base = fileURLToPath(new URL('../../base/vault/', import.meta.url));

/** Vault's HTTP API over real Postgres logins, set up by the files that every target uses. */
export async function startVault(options: VaultOptions): Promise<Vault> {
  const { port, stateDir, issuer, roles, secrets, lifetimes, log } = options;
  const operatorToken = loadOperatorToken(stateDir);
  const store = createStore(openState(stateDir, 'vault'));
  const database = openDatabase(options);
  const engine = createDatabaseEngine(database, base);
  const leases = createLeases({ store, engine, lifetimes, groups: roles, log });
  const expiry = createExpiry(store.nextExpiry, () => {
    store.dropExpiredTokens(Date.now());
    return leases.sweep();
  });
  const handle = createRoutes({
    login: createJwtLogin(issuer, new Set(Object.keys(roles))),
    tokens: createTokens(store, lifetimes, operatorToken),
    authorise: loadPolicies(join(base, 'policies')),
    leases,
    readSecret: createSecrets(store, secrets),
    expiry,
  });
  const server = createVaultServer(handle, log);
  await claimPort(port, 'ESTATE_VAULT_PORT', () => once(server.listen(port, '127.0.0.1'), 'listening'));
  await expiry.sweep();
  return {
    url: `http://localhost:${portOf(server)}`,
    operatorToken,
    async stop() {
      await close(server);
      await expiry.stop();
      await database.end();
      store.close();
    },
  };
}

function openDatabase({ databaseUrl, log }: VaultOptions) {
  const { username, password } = new URL(databaseUrl);
  const credentials = staticCredentials(username, decodeURIComponent(password));
  return createDatabase({ url: databaseUrl, credentials, max: 4, applicationName: 'vault', log });
}

function loadOperatorToken(stateDir: string | undefined): string {
  const fresh = `hvs.${randomBytes(24).toString('base64url')}`;
  if (stateDir === undefined) return fresh;
  const file = join(stateDir, 'vault-operator-token');
  if (existsSync(file)) return readFileSync(file, 'utf8');
  mkdirSync(stateDir, { recursive: true });
  writeFileSync(file, fresh, { mode: 0o600 });
  return fresh;
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
