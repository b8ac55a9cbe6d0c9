import { type Lifetimes, readConnection, readJwtConfig, readVaultSetup } from '@grocer/local/stand-ins/vault/setup';
import { inject } from 'vitest';
import type { TestDatabase } from './database.ts';
import type { TestIssuer } from './tokens.ts';

export interface RealVaultOptions {
  readonly database: TestDatabase;
  readonly issuer: TestIssuer;
  readonly roles: Record<string, string>;
  readonly lifetimes: Lifetimes;
  readonly secrets: Record<string, Record<string, string>>;
}

/**
 * Sets the Vault at `VAULT_ADDR_REAL` (in dev mode: `vault server -dev`) up by the files of infra/base/vault, as its root by
 * `VAULT_TOKEN_REAL`. It has to reach the test's Postgres and issuer on this machine's loopback, so a container of it runs with
 * `--network host`. Sealing is tested only with `VAULT_UNSEAL_KEY_REAL`.
 */
export async function setUpRealVault({ database, issuer, roles, lifetimes, secrets }: RealVaultOptions) {
  const url = process.env.VAULT_ADDR_REAL ?? '';
  const rootToken = process.env.VAULT_TOKEN_REAL ?? '';
  const write = async (path: string, body: object, method = 'POST') => {
    const headers = { 'x-vault-token': rootToken };
    const response = await fetch(`${url}/v1/${path}`, { method, headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path}: Vault answered ${response.status} ${await response.text()}`);
  };
  const { host, pathname } = new URL(database.url);
  const address = `${host.replace('localhost', '127.0.0.1')}${pathname}`;
  const { policies, loginRoles, databaseRoles } = readVaultSetup(roles, lifetimes);

  const unmount = async () => {
    for (const mount of ['sys/mounts/database', 'sys/auth/jwt']) await write(mount, {}, 'DELETE');
  };

  // What a run that was killed has left.
  await unmount();
  for (const [name, policy] of Object.entries(policies)) await write(`sys/policies/acl/${name}`, { policy });
  await write('sys/auth/jwt', { type: 'jwt' });
  await write('auth/jwt/config', readJwtConfig({ issuer: issuer.issuer, jwksUrl: `${issuer.issuer}/jwks` }));
  for (const [name, role] of Object.entries(loginRoles)) await write(`auth/jwt/role/${name}`, role);
  await write('sys/mounts/database', { type: 'database' });
  await write(
    'database/config/grocer',
    readConnection({ address, sslMode: 'disable', password: inject('testPassword') }),
  );
  for (const [name, role] of Object.entries(databaseRoles)) await write(`database/roles/${name}`, role);
  for (const [path, data] of Object.entries(secrets)) await write(`secret/data/${path}`, { data });
  return {
    url,
    rootToken,
    unsealKey: process.env.VAULT_UNSEAL_KEY_REAL,
    /** Leaves it as it was found; unmounting revokes every lease. */
    stop: unmount,
  };
}
