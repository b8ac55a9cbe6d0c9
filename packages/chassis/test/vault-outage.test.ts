import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { Log } from '@grocer/chassis/log';
import { parseSecretReference } from '@grocer/chassis/secret-reference';
import { createVault, type VaultOptions } from '@grocer/chassis/vault';
import { jwtIdentity } from '@grocer/chassis/workload-identity/token-file';
import { createTestDatabase, type TestDatabase } from '@grocer/test-support/database';
import { startTestIssuer, type TestIssuer } from '@grocer/test-support/tokens';
import { startTestVault, type TestVault } from '@grocer/test-support/vault';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';

const silent = () => undefined;
const warn = vi.fn();
const info = vi.fn();
const log: Log = { debug: silent, info, warn, error: silent };
const secrets = { 'payment-gateway': { apiKey: 'sk_test_1' } };
const apiKey = parseSecretReference('vault:secret/payment-gateway#apiKey');

let database: TestDatabase;
let issuer: TestIssuer;
let server: TestVault;
let road: Road;
let jwksStatus: number;

beforeAll(async () => {
  database = await createTestDatabase();
  issuer = await startTestIssuer({ jwksStatus: () => jwksStatus });
  const lifetimes = { leaseSeconds: 2, maxLeaseSeconds: 60, tokenSeconds: 4, maxTokenSeconds: 60 };
  server = await startTestVault(database, { checkout: 'checkout' }, { secrets, lifetimes, issuer });
  road = await openRoad(new URL(server.url));
});
afterAll(async () => {
  await road.close();
  await server.stop();
  await issuer.stop();
  await database.drop();
});
beforeEach(() => {
  jwksStatus = 200;
  warn.mockClear();
  road.isOpen = true;
  road.isSilent = false;
});

/** A way to Vault that can be closed (no connection) or silent (no answer), and that sees the tokens that pass. */
interface Road {
  url: string;
  isOpen: boolean;
  isSilent: boolean;
  readonly tokens: Set<string>;
  close(): Promise<void>;
}

async function openRoad(target: URL): Promise<Road> {
  const opened: Road = { url: '', isOpen: true, isSilent: false, tokens: new Set(), close };
  const proxy = createServer((incoming, outgoing) => {
    if (!opened.isOpen) return void incoming.socket.destroy();
    if (opened.isSilent) return;
    const { method, url: path, headers } = incoming;
    if (typeof headers['x-vault-token'] === 'string') opened.tokens.add(headers['x-vault-token']);
    const sent = request({ hostname: '127.0.0.1', port: target.port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    sent.on('error', () => outgoing.destroy());
    incoming.pipe(sent);
  });
  async function close(): Promise<void> {
    proxy.close();
    proxy.closeAllConnections();
    await once(proxy, 'close');
  }
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  const address = proxy.address();
  opened.url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  return opened;
}

/** Waits until the log has said so. */
function hasSaid(reason: RegExp): Promise<void> {
  return vi.waitFor(() => {
    const words = warn.mock.calls.map(([fields, message]) => `${message}: ${fields.reason}`);
    expect(words).toContainEqual(expect.stringMatching(reason));
  }, patience);
}

function open(options: Partial<VaultOptions> = {}) {
  const identity = jwtIdentity(() => server.workloadToken('checkout'));
  const vault = createVault({ addr: road.url, role: 'checkout', identity, log, ...options });
  onTestFinished(() => vault.close());
  return vault;
}

async function operate(path: string, token = server.operatorToken): Promise<number> {
  const headers = { 'x-vault-token': token, 'content-type': 'application/json' };
  const { status } = await fetch(`${server.url}/v1/${path}`, { method: 'POST', headers, body: '{}' });
  return status;
}

const patience = { timeout: 6_000, interval: 20 };

describe('a Vault that is away', () => {
  it('is waited for at start, sealed or out of reach, and the log says so at once', async () => {
    road.isOpen = false;
    const vault = open();
    const login = vault.databaseCredentials('checkout').current();
    await hasSaid(/^cannot obtain a Vault token yet, trying again: .*socket hang up/);
    expect(vault.isHealthy()).toBe(false);
    await operate('sys/seal');
    road.isOpen = true;
    await hasSaid(/Vault is sealed/);
    expect(vault.isHealthy()).toBe(false);
    await operate('sys/unseal');
    await login;
    expect(vault.isHealthy()).toBe(true);
    expect(info).toHaveBeenCalledWith(expect.anything(), 'could obtain a Vault token at last');
  });

  it('is waited for while it cannot fetch the keys of the issuer, which it answers by 400', async () => {
    await issuer.rotate();
    jwksStatus = 503;
    const onRefused = vi.fn();
    const login = open({ onRefused }).databaseCredentials('checkout').current();
    await hasSaid(/fetching keys/);
    jwksStatus = 200;
    await login;
    expect(onRefused).not.toHaveBeenCalled();
  });

  it('costs nothing while what it granted is valid, and afterwards the same login is renewed', async () => {
    const vault = open();
    const credentials = vault.databaseCredentials('checkout');
    const rotated = vi.fn();
    credentials.onRotate(rotated);
    const login = await credentials.current();
    await operate('sys/seal');
    await vi.waitFor(() => expect(warn).toHaveBeenCalled(), patience);
    expect(vault.isHealthy()).toBe(true);
    await operate('sys/unseal');
    const renewed = expect.stringMatching(/^could renew a database login .* at last$/);
    await vi.waitFor(() => expect(info).toHaveBeenCalledWith(expect.anything(), renewed), patience);
    expect(await credentials.current()).toBe(login);
    expect(rotated).not.toHaveBeenCalled();
  });

  it('makes it unhealthy only when a login is about to end, and healthy when there is another', async () => {
    const vault = open();
    await vault.databaseCredentials('checkout').current();
    const startedAt = Date.now();
    road.isOpen = false;
    await vi.waitFor(() => expect(vault.isHealthy()).toBe(false), patience);
    expect(Date.now() - startedAt).toBeGreaterThan(1500);
    road.isOpen = true;
    await vi.waitFor(() => expect(vault.isHealthy()).toBe(true), patience);
  });
});

describe('a token', () => {
  it('that an operator took away is replaced by a login, and its leases with it', async () => {
    road.tokens.clear();
    const vault = open();
    const credentials = vault.databaseCredentials('checkout');
    const login = await credentials.current();
    const [token = ''] = road.tokens;
    await operate('auth/token/revoke-self', token);
    await vi.waitFor(async () => expect(await credentials.current()).not.toBe(login), patience);
    expect([...road.tokens]).toHaveLength(2);
    expect(vault.isHealthy()).toBe(true);
  });

  it('is revoked at shutdown', async () => {
    road.tokens.clear();
    const vault = open();
    await vault.databaseCredentials('checkout').current();
    await vault.close();
    const [token = ''] = road.tokens;
    expect(await operate('auth/token/renew-self', token)).toBe(403);
  });

  it('that is granted while everything stops is revoked too', async () => {
    road.tokens.clear();
    const vault = open();
    await vault.close();
    expect(road.tokens.size).toBe(1);
    const [token = ''] = road.tokens;
    expect(await operate('auth/token/renew-self', token)).toBe(403);
  });

  it('holds a shutdown up for about a second when Vault does not answer', async () => {
    const vault = open();
    await vault.databaseCredentials('checkout').current();
    road.isSilent = true;
    const startedAt = Date.now();
    await vault.close();
    expect(Date.now() - startedAt).toBeLessThan(1400);
    expect(warn).toHaveBeenCalledWith({ reason: 'no answer in time' }, 'could not revoke the Vault token');
  });
});

describe('a static secret', () => {
  it('is replaced when it has another version', async () => {
    const secret = open({ secretSeconds: 0.2 }).secret(apiKey);
    expect(await secret.current()).toBe('sk_test_1');
    secrets['payment-gateway'].apiKey = 'sk_test_2';
    await vi.waitFor(async () => expect(await secret.current()).toBe('sk_test_2'), patience);
  });

  it('is read anew at once when it is refused, by all who were refused together', async () => {
    const secret = open().secret(apiKey);
    const refused = await secret.current();
    expect(await secret.currentAfter(refused)).toBe(refused);
    secrets['payment-gateway'].apiKey = 'sk_test_3';
    const newer = await Promise.all([secret.currentAfter(refused), secret.currentAfter(refused)]);
    expect(newer).toEqual(['sk_test_3', 'sk_test_3']);
    await vi.waitFor(async () => expect(await secret.current()).toBe('sk_test_3'), patience);
    expect(await secret.currentAfter(refused)).toBe('sk_test_3');
  });

  it('stays as it was while Vault is away', async () => {
    const secret = open({ secretSeconds: 0.2 }).secret(apiKey);
    const known = await secret.current();
    road.isOpen = false;
    await vi.waitFor(() => expect(warn).toHaveBeenCalled(), patience);
    expect(await secret.current()).toBe(known);
    expect(await secret.currentAfter(known)).toBe(known);
  });
});
