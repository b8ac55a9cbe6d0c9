import { createLog } from '@grocer/chassis/log';
import { createDatabase } from '@grocer/chassis/postgres';
import { parseSecretReference } from '@grocer/chassis/secret-reference';
import { createVault, type VaultOptions } from '@grocer/chassis/vault';
import { jwtIdentity } from '@grocer/chassis/workload-identity/token-file';
import { createTestDatabase, type TestDatabase } from '@grocer/test-support/database';
import { startTestVault, type TestVault } from '@grocer/test-support/vault';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

const log = createLog({ name: 'test', level: 'fatal' });
let testDatabase: TestDatabase;
let server: TestVault;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  server = await startTestVault(
    testDatabase,
    { checkout: 'checkout', catalogue: 'catalogue' },
    {
      secrets: { 'payment-gateway': { apiKey: 'sk_test_1' } },
      lifetimes: { leaseSeconds: 2, maxLeaseSeconds: 4, tokenSeconds: 3, maxTokenSeconds: 6 },
    },
  );
});
afterAll(async () => {
  await server.stop();
  await testDatabase.drop();
});

const apiKey = parseSecretReference('vault:secret/payment-gateway#apiKey');
const login = (role: string, subject = role, options: Partial<VaultOptions> = {}) =>
  createVault({
    addr: server.url,
    role,
    identity: jwtIdentity(() => server.workloadToken(subject)),
    log,
    ...options,
  });

describe('a session at Vault', () => {
  it('reads the secret behind a reference', async () => {
    const vault = login('checkout');
    expect(await vault.secret(apiKey).current()).toBe('sk_test_1');
    const other = vault.secret(parseSecretReference('vault:secret/payment-gateway#other'));
    await expect(other.current()).rejects.toThrow("Vault's secret/data/payment-gateway has no key other");
    await vault.close();
  });

  it('names the path that its policy does not allow', async () => {
    const vault = login('catalogue');
    await expect(vault.secret(apiKey).current()).rejects.toThrow(
      /^Vault's policy catalogue does not let role catalogue read secret\/data\/payment-gateway: permission denied$/,
    );
    await expect(vault.databaseCredentials('checkout').current()).rejects.toThrow(
      /^Vault's policy catalogue does not let role catalogue read database\/creds\/checkout: permission denied$/,
    );
    await vault.close();
  });

  it('gives up at once when it may not log in', async () => {
    const vault = login('checkout', 'catalogue');
    await expect(vault.databaseCredentials('checkout').current()).rejects.toThrow(
      'Vault refused the login of role checkout (auth/jwt/login)',
    );
  });

  it('keeps a database going while its logins are renewed, replaced and end, and takes them back when it closes', async () => {
    const vault = login('checkout');
    const credentials = vault.databaseCredentials('checkout');
    const database = createDatabase({ url: testDatabase.url, credentials, max: 2, applicationName: 'vault-test', log });
    const users = new Set<string>();
    const isRotated = () => users.size >= 3;
    while (!isRotated()) {
      const { rows } = await database.query<{ name: string }>('select session_user as name from pg_sleep(0.02)');
      users.add(rows[0]?.name ?? '');
      expect(vault.isHealthy()).toBe(true);
    }
    await database.end();
    await vault.close();
    await vi.waitFor(async () => {
      const { rowCount } = await testDatabase.admin.query('select from pg_roles where rolname = any($1)', [[...users]]);
      expect(rowCount).toBe(0);
    }, 5000);
  });
});
