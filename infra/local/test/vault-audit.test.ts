import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '@grocer/test-support/database';
import { startTestIssuer, type TestIssuer } from '@grocer/test-support/tokens';
import { startTestVault, type TestVault } from '@grocer/test-support/vault';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';

const secrets = { 'payment-gateway': { apiKey: 'sk_test_of_the_audit' } };

let database: TestDatabase;
let issuer: TestIssuer;
let stateDir: string;
let vault: TestVault;

beforeAll(async () => {
  [database, issuer] = await Promise.all([createTestDatabase(), startTestIssuer()]);
});

afterAll(() => Promise.all([database.drop(), issuer.stop()]));

beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'grocer-vault-audit-'));
  vault = await start();
});

afterEach(async () => {
  await vault.stop();
  await rm(stateDir, { recursive: true });
});

const start = () => startTestVault(database, { checkout: 'checkout' }, { issuer, secrets, stateDir });
const logFile = () => join(stateDir, 'vault-audit.log');

async function call(path: string, token?: string, body?: object) {
  const response = await fetch(`${vault.url}/v1/${path}`, {
    method: body ? 'POST' : 'GET',
    headers: token === undefined ? {} : { 'x-vault-token': token },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

async function logIn(): Promise<{ jwt: string; token: string; accessor: string }> {
  const jwt = await vault.workloadToken('checkout');
  const { auth } = (await call('auth/jwt/login', undefined, { role: 'checkout', jwt })).body;
  return { jwt, token: auth.client_token, accessor: auth.accessor };
}

async function readEntries() {
  const lines = (await readFile(logFile(), 'utf8')).trim().split('\n');
  return lines.map((line) => JSON.parse(line));
}

test('has a request and a response for each, by whom and allowed or not, for its owner to read', async () => {
  const { token } = await logIn();
  await call('database/creds/checkout', token);
  await call('database/creds/catalogue', token);

  const entries = await readEntries();
  expect(entries.map(({ type, request }) => `${type} ${request.path}`)).toEqual([
    'request auth/jwt/login',
    'response auth/jwt/login',
    'request database/creds/checkout',
    'response database/creds/checkout',
    'request database/creds/catalogue',
    'response database/creds/catalogue',
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
  expect((await stat(logFile())).mode & 0o777).toBe(0o600);
});

test('has every secret as its hash, the same over a restart', async () => {
  const { jwt, token, accessor } = await logIn();
  const { password } = (await call('database/creds/checkout', token)).body.data;
  await call('secret/data/payment-gateway', token);
  await vault.stop();
  vault = await start();
  await call('auth/token/lookup-self', token);

  const text = await readFile(logFile(), 'utf8');
  for (const secret of [jwt, token, password, accessor, 'sk_test_of_the_audit']) expect(text).not.toContain(secret);
  const hashes = (await readEntries()).map(({ auth }) => auth?.client_token).filter(Boolean);
  expect(new Set(hashes).size).toBe(1);
});

test('tells of the refused and the unknown too', async () => {
  await call('secret/data/payment-gateway');
  await call('secret/data/payment-gateway', 'hvs.unknown');

  expect((await readEntries()).filter(({ type }) => type === 'response')).toMatchObject([
    { error: 'permission denied' },
    { error: expect.stringContaining('invalid token') },
  ]);
});

test('is a condition: without it Vault does not start, as a real one serves nothing that it cannot log', async () => {
  const { token } = await logIn();
  await vault.stop();
  await rm(logFile());
  await mkdir(logFile());

  await expect(start()).rejects.toThrow('EISDIR');

  await rm(logFile(), { recursive: true });
  vault = await start();
  expect((await call('auth/token/lookup-self', token)).status).toBe(200);
});
