import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildBundle } from '@grocer/local/bundles';
import { startFunctionHost } from '@grocer/local/functions';
import { startGateway } from '@grocer/local/gateway';
import { createPaymentGateway } from '@grocer/orders/payments';
import { createTestDatabase } from '@grocer/test-support/database';
import { theOrder } from '@grocer/test-support/orders';
import { createTestQueue, sqsSettings, type TestQueue } from '@grocer/test-support/queues';
import { startTestVault } from '@grocer/test-support/vault';
import { expect, test, vi } from 'vitest';
import { confirmedOrder, dispatched, picked, pickingStarted } from './warehouse.ts';

const root = join(import.meta.dirname, '../../..');
const bundle = join(root, 'functions/fulfil/dist/main.js');
const silent = () => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent };

test('the published bundle, fed by its queue as a function, brings an order to dispatched', async () => {
  await using world = await startWorld();
  const { database, queue, gateway } = world;
  const { id, totalMinor } = await confirmedOrder(database.admin, database.as('checkout'), gateway.authorise);
  for (const event of [pickingStarted(id), picked(id), dispatched(id)]) await queue.queues.send(queue.url, event);
  const isDispatched = async () =>
    expect(await theOrder(database.admin, id)).toMatchObject({ status: 'dispatched', capturedMinor: totalMinor });
  await vi.waitFor(isDispatched, { timeout: 20_000, interval: 50 });
});

/** All that fulfil talks to, for real or by the local target's stand-in, and the host that runs its bundle. */
async function startWorld() {
  await using starting = new AsyncDisposableStack();
  const database = await createTestDatabase();
  starting.defer(() => database.drop());
  const queue = await createTestQueue('warehouse-events');
  starting.defer(() => queue.queues.close());
  const card = await startGateway({ port: 0, apiKey: 'sk_test' });
  starting.defer(() => card.stop());
  const secrets = { 'payment-gateway': { apiKey: 'sk_test' } };
  const vault = await startTestVault(database, { fulfil: 'checkout' }, { secrets });
  starting.defer(() => vault.stop());
  const folder = await mkdtemp(join(tmpdir(), 'fulfil-'));
  starting.defer(() => rm(folder, { recursive: true }));
  const tokenFile = join(folder, 'token');
  await writeFile(tokenFile, await vault.workloadToken('fulfil'));
  const host = await hostFulfil(queue, {
    DATABASE_URL: database.url,
    VAULT_ADDR: vault.url,
    WORKLOAD_TOKEN_FILE: tokenFile,
    PAYMENT_GATEWAY_URL: card.url,
  });
  starting.defer(() => host.stop());
  const gateway = createPaymentGateway({ url: card.url, apiKey: async () => 'sk_test', timeoutMs: 5000 });
  const started = starting.move();
  return { database, queue, gateway, [Symbol.asyncDispose]: () => started.disposeAsync() };
}

async function hostFulfil(queue: TestQueue, addresses: Record<string, string>) {
  await buildBundle({ root, file: bundle });
  const { endpoint, region } = sqsSettings();
  const env = {
    ...addresses,
    DATABASE_POOL_MAX: '2',
    VAULT_ROLE: 'fulfil',
    SQS_ENDPOINT: endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    PAYMENT_GATEWAY_KEY: 'vault:secret/payment-gateway#apiKey',
    PAYMENT_GATEWAY_TIMEOUT_MS: '5000',
    WAREHOUSE_EVENTS_DLQ_URL: queue.dlqUrl,
  };
  const figures = { memoryMb: 256, timeoutSeconds: 60, maxConcurrency: 2, idleSeconds: 10 };
  const receives = { queueUrl: queue.url, batchSize: 10 };
  const output = { write: (chunk: string | Buffer) => process.stderr.write(chunk), close: async () => undefined };
  return startFunctionHost({
    port: 0,
    region,
    queues: queue.queues,
    verifier: { verify: () => Promise.reject(new Error('nobody calls')), warmUp: async () => undefined },
    log,
    functions: [{ ...figures, name: 'fulfil', bundle, env: () => env, receives, output }],
  });
}
