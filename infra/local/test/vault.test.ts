import { mkdtemp, rm, stat } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { staticCredentials } from '@grocer/chassis/credentials';
import { createLog } from '@grocer/chassis/log';
import { createDatabase, type Database, inTransaction } from '@grocer/chassis/postgres';
import { parseSecretReference } from '@grocer/chassis/secret-reference';
import { createVault } from '@grocer/chassis/vault';
import { jwtIdentity } from '@grocer/chassis/workload-identity/token-file';
import { vaultAudience } from '@grocer/contracts/identity';
import { createTestDatabase, type TestDatabase } from '@grocer/test-support/database';
import { startTestIssuer, type TestIssuer } from '@grocer/test-support/tokens';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import { startVault, type Vault } from '../stand-ins/vault.ts';

// What is Vault's own is in test/vault/, asked of a real one too. This is what the stand-in is beside it.

const log = createLog({ name: 'vault.test', level: 'error' });
const lifetimes = { leaseSeconds: 60, maxLeaseSeconds: 100, tokenSeconds: 60, maxTokenSeconds: 100 };
const secrets = { 'payment-gateway': { apiKey: 'sk_test_1' }, 'edge-purge': { clientToken: 'purge' } };

let database: TestDatabase;
let issuer: TestIssuer;
let stateDir: string;
let vault: Vault;
const pools: Database[] = [];

beforeAll(async () => {
  [database, issuer] = await Promise.all([createTestDatabase(), startTestIssuer()]);
});

afterAll(() => Promise.all([database.drop(), issuer.stop()]));

beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'grocer-vault-'));
  vault = await start();
});

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.end()));
  await vault.stop();
  await rm(stateDir, { recursive: true });
});

function start(changes: { lifetimes?: typeof lifetimes; secrets?: typeof secrets } = {}): Promise<Vault> {
  const { host, pathname } = new URL(database.url);
  return startVault({
    port: 0,
    stateDir,
    databaseUrl: `postgres://vault:${inject('testPassword')}@${host}${pathname}`,
    issuer: { issuer: issuer.issuer, jwksUri: `${issuer.issuer}/jwks` },
    roles: { catalogue: 'catalogue', checkout: 'checkout', migrate: 'migrator' },
    secrets,
    lifetimes,
    log,
    ...changes,
  });
}

async function restart(changes: Parameters<typeof start>[0] = {}): Promise<void> {
  await vault.stop();
  vault = await start(changes);
}

async function call(method: string, path: string, token?: string, body?: object | string) {
  const response = await fetch(`${vault.url}/v1/${path}`, {
    method,
    headers: token === undefined ? {} : { 'x-vault-token': token },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

function workloadToken(subject: string, audience: string = vaultAudience, expiresIn = 60): Promise<string> {
  return issuer.token({ subject, audience, expiresIn, type: 'JWT' });
}

async function loginAs(role: string): Promise<string> {
  const { body } = await call('POST', 'auth/jwt/login', undefined, { role, jwt: await workloadToken(role) });
  return body.auth.client_token;
}

async function lease(token: string, role = 'checkout') {
  const { body } = await call('GET', `database/creds/${role}`, token);
  return { id: String(body.lease_id), username: String(body.data.username), password: String(body.data.password) };
}

function connect({ username, password }: { username: string; password: string }): Database {
  const credentials = staticCredentials(username, password);
  const pool = createDatabase({ url: database.url, credentials, max: 1, applicationName: 'vault.test', log });
  pools.push(pool);
  return pool;
}

async function exists(username: string): Promise<boolean> {
  return (await database.admin.query('select from pg_roles where rolname = $1', [username])).rowCount === 1;
}

describe('logging in', () => {
  test('serves the client that deployables use', async () => {
    const client = createVault({
      addr: vault.url,
      role: 'checkout',
      identity: jwtIdentity(() => workloadToken('checkout')),
      log,
    });

    const { user, password } = await client.databaseCredentials('checkout').current();

    expect(await client.secret(parseSecretReference('vault:secret/payment-gateway#apiKey')).current()).toBe(
      'sk_test_1',
    );
    expect(await connect({ username: user, password }).isReady()).toBe(true);
    await client.close();
    expect(await exists(user)).toBe(false);
  });
});

describe('database logins', () => {
  test('have the rights of their group role and of no other', async () => {
    const login = connect(await lease(await loginAs('checkout')));

    const membership = `select pg_has_role('checkout', 'usage') as own, pg_has_role('catalogue', 'member') as other`;
    expect((await login.query(membership)).rows).toEqual([{ own: true, other: false }]);
    await expect(login.query('create table checkout.mine (id int)')).rejects.toThrow('permission denied');
    await expect(login.query('create table public.mine (id int)')).rejects.toThrow('permission denied');
    await expect(login.query('create temporary table mine (id int)')).rejects.toThrow('permission denied');
  });

  test('are listed for the operator, who revokes them by their ids', async () => {
    const { id } = await lease(await loginAs('checkout'));
    const path = 'sys/leases/lookup/database/creds/checkout?list=true';
    const { body } = await call('GET', path, vault.operatorToken);

    expect(body.data.keys).toContain(id.slice('database/creds/checkout/'.length));
    expect(await call('GET', path, await loginAs('checkout'))).toMatchObject({ status: 403 });
    expect(await call('GET', 'sys/leases/lookup/database/creds/nobody?list=true', vault.operatorToken)).toEqual({
      status: 404,
      body: { errors: [] },
    });
  });

  test('are not listed, and so not revoked, before they are made', async () => {
    const token = await loginAs('checkout');
    const path = 'sys/leases/lookup/database/creds/checkout?list=true';

    const issuing = await inTransaction(database.admin, async (tx) => {
      await tx.query('lock table pg_authid in share row exclusive mode');
      const made = call('GET', 'database/creds/checkout', token);
      await vi.waitFor(async () => {
        const { rowCount } = await tx.query(
          `select from pg_locks where not granted and relation = 'pg_authid'::regclass`,
        );
        expect(rowCount).toBeGreaterThan(0);
      });
      expect(await call('GET', path, vault.operatorToken)).toMatchObject({ status: 404 });
      return [made];
    });

    expect(await issuing[0]).toMatchObject({ status: 200 });
    expect(await call('GET', path, vault.operatorToken)).toMatchObject({ status: 200 });
  });

  test('can be dropped whatever the login has left behind', async () => {
    // As managed Postgres leaves it.
    await database.admin.query('grant execute on function lo_create(oid) to public');
    const token = await loginAs('checkout');
    const login = await lease(token);
    await connect(login).query('select lo_create(0)');
    await connect(login).query('alter default privileges grant select on tables to public');

    await call('POST', 'auth/token/revoke-self', token);

    expect(await exists(login.username)).toBe(false);
  });

  test('outlive a restart, and are dropped at the next start when they ended meanwhile', async () => {
    const token = await loginAs('checkout');
    const kept = await lease(token);
    await restart({ lifetimes: { ...lifetimes, leaseSeconds: 1 } });
    const short = await lease(token);
    expect(await connect(kept).isReady()).toBe(true);

    await vault.stop();
    const endsAt = Date.now() + 1_000;
    await vi.waitUntil(() => Date.now() > endsAt, { timeout: 5_000 });
    vault = await start();

    expect([await exists(kept.username), await exists(short.username)]).toEqual([true, false]);
  });
});

test('has nothing at a path that is none', async () => {
  for (const path of ['//', '/', '/v2/secret', '/v1/../sys/health']) {
    const { status } = await new Promise<{ status: number | undefined }>((resolve, reject) => {
      const asking = httpRequest(vault.url, { path }, (answer) => resolve({ status: answer.resume().statusCode }));
      asking.on('error', reject).end();
    });
    expect([403, 404]).toContain(status);
  }
});

test('counts the versions of a secret', async () => {
  const token = await loginAs('checkout');
  const before = await call('GET', 'secret/data/payment-gateway', token);
  await restart({ secrets: { ...secrets, 'payment-gateway': { apiKey: 'sk_test_2' } } });
  const after = await call('GET', 'secret/data/payment-gateway', token);

  expect(before.body.data).toMatchObject({ data: { apiKey: 'sk_test_1' }, metadata: { version: 1 } });
  expect(after.body.data).toMatchObject({ data: { apiKey: 'sk_test_2' }, metadata: { version: 2 } });
});

test("is unsealed by the operator's token alone", async () => {
  const token = await loginAs('checkout');
  await call('PUT', 'sys/seal', vault.operatorToken);

  expect((await call('PUT', 'sys/unseal', token, {})).status).toBe(403);
  expect((await call('PUT', 'sys/unseal', vault.operatorToken, { key: 'wrong' })).status).toBe(400);
  expect(await call('PUT', 'sys/unseal', vault.operatorToken, {})).toMatchObject({ body: { sealed: false } });
});

test("keeps the operator's token to itself, over a restart too", async () => {
  const { operatorToken } = vault;

  await restart();

  expect(vault.operatorToken).toBe(operatorToken);
  expect((await stat(join(stateDir, 'vault-operator-token'))).mode & 0o777).toBe(0o600);
});

test('listens on this machine alone', async () => {
  const { port } = new URL(vault.url);
  const outside = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ internal, family }) => !internal && family === 'IPv4');
  if (outside) await expect(fetch(`http://${outside.address}:${port}/v1/sys/health`)).rejects.toThrow('fetch failed');
});

test('has no route open without a token but login, health and seal status', async () => {
  const paths = ['sys/leases/lookup', 'sys/leases/renew', 'sys/leases/revoke', 'sys/seal', 'sys/unseal', 'sys/mounts'];
  for (const path of [...paths, 'auth/token/renew-self', 'auth/token/revoke-self', 'auth/jwt/role/checkout', 'x/y']) {
    expect([path, (await call('PUT', path, undefined, {})).status]).toEqual([path, 403]);
  }
  for (const path of ['database/creds/checkout', 'secret/data/payment-gateway', 'auth/token/lookup-self', 'x']) {
    expect([path, (await call('GET', path)).status]).toEqual([path, 403]);
  }
  for (const path of ['sys/health', 'sys/seal-status']) expect((await call('GET', path)).status).toBe(200);
});
