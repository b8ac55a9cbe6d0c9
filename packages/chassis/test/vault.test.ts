import { createLog } from '@grocer/chassis/log';
import { createDatabase } from '@grocer/chassis/postgres';
import { createVault } from '@grocer/chassis/vault';
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

const login = (role: string, subject = role) =>
  createVault({ addr: server.url, role, workloadToken: () => server.workloadToken(subject), log });

describe('a session at Vault', () => {
  it('reads the secret behind a reference', async () => {
    const vault = login('checkout');
    expect(await vault.secret('vault:secret/payment-gateway#apiKey')).toBe('sk_test_1');
    await expect(vault.secret('vault:secret/payment-gateway#other')).rejects.toThrow('has no key other');
    await vault.close();
  });

  it('names the path that its policy does not allow', async () => {
    const vault = login('catalogue');
    await expect(vault.secret('vault:secret/payment-gateway#apiKey')).rejects.toThrow(
      'Vault refused secret/data/payment-gateway to role catalogue',
    );
    await expect(vault.databaseCredentials('checkout').current()).rejects.toThrow(
      'Vault refused database/creds/checkout to role catalogue',
    );
    await vault.close();
  });

  it('gives up at once when it may not log in', async () => {
    const vault = login('checkout', 'catalogue');
    await expect(vault.databaseCredentials('checkout').current()).rejects.toThrow(
      'Vault refused the login of role checkout',
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
