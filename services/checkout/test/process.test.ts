import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Product } from '@grocer/contracts/catalogue';
import type { Order } from '@grocer/contracts/checkout';
import { createTestDatabase, type TestDatabase } from '@grocer/test-support/database';
import { startTestGateway, type TestGateway } from '@grocer/test-support/gateway';
import { theOrder } from '@grocer/test-support/orders';
import { listeningAddress, startEntry } from '@grocer/test-support/process';
import { createTestQueue, sqsSettings, type TestQueue } from '@grocer/test-support/queues';
import { startTestIssuer, type TestIssuer } from '@grocer/test-support/tokens';
import { startTestVault, type TestVault } from '@grocer/test-support/vault';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderBody, TEA } from './harness.ts';

let database: TestDatabase;
let issuer: TestIssuer;
let gateway: TestGateway;
let vault: TestVault;
let queue: TestQueue;
let catalogue: Server;
let folder: string;

beforeAll(async () => {
  [database, issuer, gateway, queue, catalogue, folder] = await Promise.all([
    createTestDatabase(),
    startTestIssuer(),
    startTestGateway(),
    createTestQueue('warehouse-orders'),
    startCatalogue(),
    mkdtemp(join(tmpdir(), 'checkout-')),
  ]);
  const secrets = { 'payment-gateway': { apiKey: gateway.apiKey } };
  vault = await startTestVault(database, { checkout: 'checkout' }, { secrets });
});

afterAll(async () => {
  catalogue.close();
  await queue.queues.close();
  await Promise.all([vault.stop(), issuer.stop(), gateway.stop()]);
  await rm(folder, { recursive: true });
  await database.drop();
});

const tea: Product = {
  sku: TEA,
  name: 'Tea',
  brand: null,
  department: 'drinks',
  size: null,
  description: null,
  imageUrl: null,
  dietary: [],
  allergens: null,
  price: { amountMinor: 250, currency: 'GBP', effectiveFrom: '2026-01-01T00:00:00Z' },
  availability: 'in-stock',
};

async function startCatalogue(): Promise<Server> {
  const server = createServer((request, response) => {
    const items = request.url === `/catalogue/v1/products?sku=${TEA}` ? [tea] : [];
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ items }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function environment(): Promise<Record<string, string>> {
  const tokenFile = join(folder, 'token');
  await writeFile(tokenFile, await vault.workloadToken('checkout'));
  const { endpoint, region } = sqsSettings();
  return {
    HOST: '127.0.0.1',
    PORT: '0',
    DATABASE_URL: database.url,
    DATABASE_POOL_MAX: '4',
    VAULT_ADDR: vault.url,
    VAULT_ROLE: 'checkout',
    WORKLOAD_TOKEN_FILE: tokenFile,
    ...issuer.environment,
    SQS_ENDPOINT: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    WAREHOUSE_ORDERS_QUEUE_URL: queue.url,
    CATALOGUE_URL: `http://127.0.0.1:${(catalogue.address() as AddressInfo).port}`,
    PAYMENT_GATEWAY_URL: gateway.url,
    PAYMENT_GATEWAY_KEY: 'vault:secret/payment-gateway#apiKey',
    PAYMENT_GATEWAY_TIMEOUT_MS: '2000',
    MAX_IN_FLIGHT: '64',
  };
}

function start(env: Record<string, string>): ChildProcess {
  const main = join(import.meta.dirname, '../src/main.ts');
  return startEntry(main, env);
}

async function placeAt(origin: string, key: string, paymentMethod: string): Promise<Response> {
  const token = await issuer.token({ subject: 'customer-1', scopes: ['orders:place'] });
  return fetch(`${origin}/checkout/v1/orders`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(await orderBody(database, { paymentMethod })),
  });
}

async function countPending(): Promise<number> {
  const { rows } = await database.admin.query("select from checkout.orders where status = 'pending-payment'");
  return rows.length;
}

describe('the process', () => {
  it('places an order with what Vault gives it, and ends with code 0 and without a login', {
    timeout: 60_000,
  }, async () => {
    const child = start(await environment());
    const exited = once(child, 'exit');
    try {
      const origin = await listeningAddress(child);
      await expect.poll(async () => (await fetch(`${origin}/health/ready`)).status, { timeout: 20_000 }).toBe(200);
      const response = await placeAt(origin, 'process', 'pm_card_visa');
      const order = (await response.json()) as Order;
      expect({ status: response.status, order }).toMatchObject({ status: 201, order: { status: 'confirmed' } });
      expect(await theOrder(database.admin, order.id)).toMatchObject({ status: 'released' });
      expect(await gateway.movements(order.id)).toEqual(['authorised']);
    } finally {
      child.kill('SIGTERM');
    }
    expect(await exited).toEqual([0, null]);
    const { rows } = await database.admin.query<{ usename: string }>(
      `select usename from pg_stat_activity where datname = current_database() and application_name = 'checkout'`,
    );
    expect(rows).toEqual([]);
  });

  it('answers the order that it is asking the card for when it is stopped', { timeout: 60_000 }, async () => {
    const child = start(await environment());
    const exited = once(child, 'exit');
    const origin = await listeningAddress(child);
    const before = await countPending();
    const placing = placeAt(origin, 'stopped', 'pm_card_slow');
    await expect.poll(countPending, { timeout: 20_000 }).toBe(before + 1);
    child.kill('SIGTERM');
    const response = await placing;
    const order = (await response.json()) as Order;
    expect({ status: response.status, order }).toMatchObject({ status: 202, order: { status: 'pending-payment' } });
    expect(await exited).toEqual([0, null]);
  });

  it('waits ten seconds for the gateway when it is stopped, then ends in order and leaves the order to recover', {
    timeout: 60_000,
  }, async () => {
    const child = start({ ...(await environment()), PAYMENT_GATEWAY_TIMEOUT_MS: '25000' });
    const exited = once(child, 'exit');
    const origin = await listeningAddress(child);
    const before = await countPending();
    const placing = placeAt(origin, 'cut-off', 'pm_card_slow').catch(() => 'cut off');
    await expect.poll(countPending, { timeout: 20_000 }).toBe(before + 1);
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    expect(await placing).toBe('cut off');
    expect(await countPending()).toBe(before + 1);
  });

  it('names every fault of its configuration and ends', async () => {
    const { DATABASE_URL: _, ...env } = await environment();
    const child = start({ ...env, PAYMENT_GATEWAY_KEY: 'sk_live_in_plain_sight', MAX_IN_FLIGHT: 'many' });
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    expect(await once(child, 'close')).toEqual([1, null]);
    for (const name of ['DATABASE_URL', 'PAYMENT_GATEWAY_KEY', 'MAX_IN_FLIGHT']) expect(said).toContain(name);
    expect(said).not.toContain('sk_live_in_plain_sight');
  });
});
