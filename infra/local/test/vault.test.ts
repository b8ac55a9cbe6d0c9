import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
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
  test('lets a workload in by its own token and tells what it may do', async () => {
    const { status, body } = await call('POST', 'auth/jwt/login', undefined, {
      role: 'checkout',
      jwt: await workloadToken('checkout'),
    });

    expect(status).toBe(200);
    expect(body.auth).toMatchObject({ policies: ['checkout', 'default'], lease_duration: 60, renewable: true });
    const self = await call('GET', 'auth/token/lookup-self', body.auth.client_token);
    expect(self.body.data).toMatchObject({ display_name: 'jwt-checkout', path: 'auth/jwt/login', ttl: 60 });
  });

  test.for([
    ['of another workload', 'catalogue', vaultAudience, 60, 'invalid subject (sub) claim'],
    ['for another audience', 'checkout', 'https://api.grocer.example', 60, 'invalid audience (aud) claim'],
    ['that has expired', 'checkout', vaultAudience, -60, 'invalid expiration time (exp) claim'],
  ] as const)('refuses a token %s', async ([, subject, audience, expiresIn, reason]) => {
    const jwt = await workloadToken(subject, audience, expiresIn);

    const { status, body } = await call('POST', 'auth/jwt/login', undefined, { role: 'checkout', jwt });

    expect(status).toBe(400);
    expect(body.errors[0]).toContain(`error validating token: ${reason}`);
  });

  test('refuses a role that does not exist, and a token that is none', async () => {
    const unknown = await call('POST', 'auth/jwt/login', undefined, { role: 'nobody', jwt: 'x' });
    const garbage = await call('POST', 'auth/jwt/login', undefined, { role: 'checkout', jwt: 'x' });

    expect(unknown).toEqual({ status: 400, body: { errors: ['role "nobody" could not be found'] } });
    expect(garbage.status).toBe(400);
    expect(garbage.body.errors[0]).toContain('error validating token: error verifying token signature');
  });

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

  test('have the lease ids and names that Vault gives', async () => {
    const { id, username } = await lease(await loginAs('checkout'));

    expect(id).toMatch(/^database\/creds\/checkout\/[A-Za-z0-9]{24}$/);
    expect(username).toMatch(/^v-jwt-chec-checkout-[A-Za-z0-9]{20}-\d{10}$/);
  });

  test('end with their lease, sessions included, when the operator revokes it', async () => {
    const { id, ...login } = await lease(await loginAs('checkout'));
    const connection = await connect(login).openConnection();
    const ended = new Promise<void>((resolve) => connection.onEnd(resolve));

    const revoked = await call('PUT', 'sys/leases/revoke', vault.operatorToken, { lease_id: id, sync: true });
    expect(revoked.status).toBe(204);

    await ended;
    expect(await exists(login.username)).toBe(false);
    await expect(connect(login).query('select 1')).rejects.toThrow();
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

  test('end with the token by which they were read', async () => {
    const token = await loginAs('checkout');
    const [first, second] = [await lease(token), await lease(token)];

    await call('POST', 'auth/token/revoke-self', token);

    expect([await exists(first.username), await exists(second.username)]).toEqual([false, false]);
    expect((await call('GET', 'auth/token/lookup-self', token)).status).toBe(403);
  });

  test('are dropped by themselves when their lease is over', async () => {
    await restart({ lifetimes: { ...lifetimes, leaseSeconds: 1 } });
    const { username } = await lease(await loginAs('checkout'));

    await vi.waitFor(async () => expect(await exists(username)).toBe(false), { timeout: 5_000 });
  });

  test('are dropped by themselves when their token is over', async () => {
    await restart({ lifetimes: { ...lifetimes, tokenSeconds: 1 } });
    const { username } = await lease(await loginAs('checkout'));

    await vi.waitFor(async () => expect(await exists(username)).toBe(false), { timeout: 5_000 });
  });

  test('can be dropped whatever the login has left behind', async () => {
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

describe('leases', () => {
  test('are renewed up to their longest life and no further', async () => {
    const token = await loginAs('checkout');
    const { id } = await lease(token);

    const renewed = await call('PUT', 'sys/leases/renew', token, { lease_id: id, increment: 80 });
    const capped = await call('PUT', 'sys/leases/renew', token, { lease_id: id, increment: '10m' });
    const found = await call('PUT', 'sys/leases/lookup', token, { lease_id: id });

    expect(renewed.body).toMatchObject({ lease_id: id, renewable: true, lease_duration: 80 });
    expect(capped.body.lease_duration).toBe(100);
    expect(found.body.data).toMatchObject({ id, ttl: 100, last_renewal: expect.any(String) });
  });

  test('that are over can neither be looked up nor renewed', async () => {
    const token = await loginAs('checkout');

    expect(await call('PUT', 'sys/leases/lookup', token, { lease_id: 'gone' })).toEqual({
      status: 400,
      body: { errors: ['invalid lease'] },
    });
    expect(await call('PUT', 'sys/leases/renew', token, { lease_id: 'gone' })).toEqual({
      status: 400,
      body: { errors: ['lease not found'] },
    });
  });
});

describe('policies', () => {
  const denied = { status: 403, body: { errors: ['1 error occurred:\n\t* permission denied\n\n'] } };

  test.for([
    ['GET', 'database/creds/catalogue'],
    ['GET', 'secret/data/edge-purge'],
    ['PUT', 'sys/leases/revoke'],
    ['PUT', 'sys/seal'],
    ['GET', 'sys/no-such-path'],
  ] as const)('refuse checkout %s %s', async ([method, path]) => {
    expect(await call(method, path, await loginAs('checkout'), method === 'PUT' ? {} : undefined)).toEqual(denied);
  });

  test('let nobody in without a token or with one that is not known', async () => {
    expect(await call('GET', 'secret/data/payment-gateway')).toEqual({
      status: 403,
      body: { errors: ['permission denied'] },
    });
    expect((await call('GET', 'secret/data/payment-gateway', 'hvs.no')).status).toBe(403);
  });

  test('stop the operator at nothing but what does not exist', async () => {
    const missing = await call('GET', 'secret/data/none', vault.operatorToken);
    const noRoute = await call('GET', 'nowhere/at-all', vault.operatorToken);
    const noOperation = await call('DELETE', 'database/creds/checkout', vault.operatorToken);
    const noObject = await call('PUT', 'sys/leases/renew', vault.operatorToken, 'nonsense');

    expect(missing).toEqual({ status: 404, body: { errors: [] } });
    expect(noRoute.body.errors).toEqual(['no handler for route "nowhere/at-all". route entry not found.']);
    expect(noOperation.status).toBe(405);
    expect(noObject.status).toBe(400);
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

test('renews a token up to its longest life', async () => {
  const token = await loginAs('checkout');

  const { body } = await call('PUT', 'auth/token/renew-self', token, { increment: '5m' });

  expect(body.auth).toMatchObject({ client_token: token, lease_duration: 100 });
});

test('counts the versions of a secret', async () => {
  const token = await loginAs('checkout');
  const before = await call('GET', 'secret/data/payment-gateway', token);
  await restart({ secrets: { ...secrets, 'payment-gateway': { apiKey: 'sk_test_2' } } });
  const after = await call('GET', 'secret/data/payment-gateway', token);

  expect(before.body.data).toMatchObject({ data: { apiKey: 'sk_test_1' }, metadata: { version: 1 } });
  expect(after.body.data).toMatchObject({ data: { apiKey: 'sk_test_2' }, metadata: { version: 2 } });
});

test('answers nothing but its health while it is sealed', async () => {
  const token = await loginAs('checkout');
  await call('PUT', 'sys/seal', vault.operatorToken);

  expect(await call('GET', 'auth/token/lookup-self', token)).toEqual({
    status: 503,
    body: { errors: ['Vault is sealed'] },
  });
  expect(await call('GET', 'sys/health')).toMatchObject({ status: 503, body: { sealed: true } });
  expect((await call('PUT', 'sys/unseal', token, {})).status).toBe(403);

  expect(await call('PUT', 'sys/unseal', vault.operatorToken, {})).toMatchObject({ body: { sealed: false } });
  expect((await call('GET', 'auth/token/lookup-self', token)).status).toBe(200);
});

test("keeps the operator's token to itself, over a restart too", async () => {
  const { operatorToken } = vault;

  await restart();

  expect(vault.operatorToken).toBe(operatorToken);
  expect((await stat(join(stateDir, 'vault-operator-token'))).mode & 0o777).toBe(0o600);
});

describe('the audit log', () => {
  const readLog = async () => {
    const text = await readFile(join(stateDir, 'vault-audit.log'), 'utf8');
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  };

  test('has a request and a response for each, by whom and allowed or not, for its owner to read', async () => {
    const token = await loginAs('checkout');
    await call('GET', 'database/creds/checkout', token);
    await call('GET', 'database/creds/catalogue', token);

    const entries = await readLog();
    expect(entries.map(({ type, request }) => [type, request.path])).toEqual([
      ['request', 'auth/jwt/login'],
      ['response', 'auth/jwt/login'],
      ['request', 'database/creds/checkout'],
      ['response', 'database/creds/checkout'],
      ['request', 'database/creds/catalogue'],
      ['response', 'database/creds/catalogue'],
    ]);
    expect(entries[3]).toMatchObject({
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      auth: {
        accessor: expect.stringMatching(/^hmac-sha256:[0-9a-f]{64}$/),
        display_name: 'jwt-checkout',
        policies: ['checkout', 'default'],
        policy_results: { allowed: true },
        metadata: { role: 'checkout' },
      },
      request: { id: entries[2].request.id, operation: 'read', mount_point: 'database/', remote_address: '127.0.0.1' },
      response: {
        secret: { lease_id: expect.stringMatching(/^database\/creds\/checkout\//) },
        data: { password: expect.stringMatching(/^hmac-sha256:/), username: expect.stringMatching(/^hmac-sha256:/) },
      },
    });
    expect(entries[4]).toMatchObject({ auth: { policy_results: { allowed: false } }, error: expect.any(String) });
    expect((await stat(join(stateDir, 'vault-audit.log'))).mode & 0o777).toBe(0o600);
  });

  test('has every secret as its hash, the same over a restart', async () => {
    const jwt = await workloadToken('checkout');
    const { body } = await call('POST', 'auth/jwt/login', undefined, { role: 'checkout', jwt });
    const token: string = body.auth.client_token;
    const { password } = await lease(token);
    await call('GET', 'secret/data/payment-gateway', token);
    await restart();
    await call('GET', 'auth/token/lookup-self', token);

    const text = await readFile(join(stateDir, 'vault-audit.log'), 'utf8');
    for (const secret of [jwt, token, password, body.auth.accessor, 'sk_test_1']) expect(text).not.toContain(secret);
    const tokens = (await readLog()).map(({ auth }) => auth?.client_token).filter(Boolean);
    expect(new Set(tokens).size).toBe(1);
  });

  test('tells of the refused and the unknown too', async () => {
    await call('GET', 'secret/data/payment-gateway');
    await call('GET', 'secret/data/payment-gateway', 'hvs.unknown');

    expect((await readLog()).filter(({ type }) => type === 'response')).toMatchObject([
      { error: 'permission denied' },
      { error: expect.stringContaining('invalid token') },
    ]);
  });

  test('is a condition: what cannot be written there is not done', async () => {
    const token = await loginAs('checkout');
    await vault.stop();
    await rm(join(stateDir, 'vault-audit.log'));
    await mkdir(join(stateDir, 'vault-audit.log'));

    await expect(start()).rejects.toThrow();

    await rm(join(stateDir, 'vault-audit.log'), { recursive: true });
    vault = await start();
    expect((await call('GET', 'auth/token/lookup-self', token)).status).toBe(200);
  });
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
