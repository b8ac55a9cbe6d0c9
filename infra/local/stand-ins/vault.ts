import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { staticCredentials } from '@grocer/chassis/credentials';
import type { Log } from '@grocer/chassis/log';
import { createDatabase } from '@grocer/chassis/postgres';
import { claimPort, LOOPBACK, portOf } from '../processes/ports.ts';
import { openState } from './state.ts';
import { createAudit } from './vault/audit.ts';
import { createCore } from './vault/core.ts';
import { createDatabaseEngine } from './vault/database-engine.ts';
import { createExpiry } from './vault/expiry.ts';
import { createVaultServer } from './vault/http.ts';
import { createJwtLogin } from './vault/jwt-login.ts';
import { createLeases } from './vault/leases.ts';
import { createAuthorise } from './vault/policies.ts';
import { createSecrets } from './vault/secrets.ts';
import { type Lifetimes, readJwtConfig, readVaultSetup } from './vault/setup.ts';
import { createStore, hashOf } from './vault/store.ts';
import { createTokens } from './vault/tokens.ts';

export interface VaultOptions {
  port: number;
  host?: string;
  /** Where tokens, leases and the operator's token outlive a restart, and the audit log is. */
  stateDir?: string;
  /** How Postgres is reached as the login `vault`, password included. */
  databaseUrl: string;
  /** Whose tokens let a workload in. */
  issuer: { issuer: string; jwksUri: string };
  /** Every role and the group role in Postgres that its logins join; see infra/base/vault. */
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

/** Vault's HTTP API over real Postgres logins, set up by the files that every target uses. */
export async function startVault(options: VaultOptions): Promise<Vault> {
  const { port, host = LOOPBACK, stateDir, issuer, roles, secrets, lifetimes, log } = options;
  const operatorToken = loadOperatorToken(stateDir);
  const setup = readVaultSetup(roles, lifetimes);
  const store = createStore(openState(stateDir, 'vault'));
  const audit = createAudit(stateDir && join(stateDir, 'vault-audit.log'), auditKeyOf(operatorToken));
  const database = openDatabase(options);
  const leases = createLeases({ store, engine: createDatabaseEngine(database), roles: setup.databaseRoles, log });
  const expiry = createExpiry(store.nextExpiry, () => {
    store.dropExpiredTokens(Date.now());
    return leases.sweep();
  });
  const handle = createCore({
    login: createJwtLogin(readJwtConfig({ issuer: issuer.issuer, jwksUrl: issuer.jwksUri }), setup.loginRoles),
    tokens: createTokens(store, setup.loginRoles, operatorToken),
    authorise: createAuthorise(setup.policies),
    isOperator: (token) => token !== undefined && hashOf(token) === hashOf(operatorToken),
    leases,
    readSecret: createSecrets(store, secrets),
    expiry,
    audit,
    log,
  });
  const server = createVaultServer(handle, log);
  await claimPort(port, 'ESTATE_VAULT_PORT', () => once(server.listen(port, host), 'listening'));
  await expiry.sweep();
  return {
    url: `http://localhost:${portOf(server)}`,
    operatorToken,
    async stop() {
      await close(server);
      await expiry.stop();
      await database.end();
      store.close();
      audit.close();
    },
  };
}

/** The audit log's hashes stay comparable over a restart, by no further secret. */
function auditKeyOf(operatorToken: string): string {
  return createHmac('sha256', operatorToken).update('audit').digest('hex');
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
