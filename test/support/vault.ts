import { createLog } from '@grocer/chassis/log';
import { vaultAudience } from '@grocer/contracts/identity';
import { startVault } from '@grocer/local/stand-ins/vault';
import { inject } from 'vitest';
import type { TestDatabase } from './database.ts';
import { startTestIssuer, type TestIssuer } from './tokens.ts';

/** A Vault over a test's database, and the issuer it trusts. */
export interface TestVault {
  url: string;
  operatorToken: string;
  /** A workload's identity, good for a login in the role of the same name. */
  workloadToken(role: string): Promise<string>;
  stop(): Promise<void>;
}

/** What differs from the usual; the lifetimes are long unless a test is about their end. */
export interface TestVaultOptions {
  lifetimes?: { leaseSeconds: number; maxLeaseSeconds: number; tokenSeconds: number; maxTokenSeconds: number };
  secrets?: Record<string, Record<string, string>>;
  /** Where it keeps its state and its audit log; without one, nowhere. */
  stateDir?: string;
  /** An issuer that the caller stops; otherwise there is one of its own. */
  issuer?: TestIssuer;
}

/** Starts Vault's stand-in; `roles` maps each role to the group that its database logins join. */
export async function startTestVault(
  database: TestDatabase,
  roles: Record<string, string>,
  { lifetimes = longLifetimes, secrets = {}, issuer: given, stateDir }: TestVaultOptions = {},
): Promise<TestVault> {
  const issuer = given ?? (await startTestIssuer());
  const databaseUrl = new URL(database.url);
  databaseUrl.username = 'vault';
  databaseUrl.password = inject('testPassword');
  const vault = await startVault({
    port: 0,
    ...(stateDir !== undefined && { stateDir }),
    databaseUrl: databaseUrl.href,
    issuer: { issuer: issuer.issuer, jwksUri: `${issuer.issuer}/jwks` },
    roles,
    secrets,
    lifetimes,
    log: createLog({ name: 'vault', level: 'error' }),
  });
  return {
    url: vault.url,
    operatorToken: vault.operatorToken,
    workloadToken: (subject) => issuer.token({ subject, audience: vaultAudience, type: 'JWT' }),
    stop: async () => {
      await vault.stop();
      if (!given) await issuer.stop();
    },
  };
}

const longLifetimes = { leaseSeconds: 600, maxLeaseSeconds: 3600, tokenSeconds: 600, maxTokenSeconds: 3600 };
