import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase } from '@grocer/test-support/database';
import { startTestGateway } from '@grocer/test-support/gateway';
import { hostBundle } from '@grocer/test-support/hosted-bundle';
import { keep } from '@grocer/test-support/keep';
import { theOrder } from '@grocer/test-support/orders';
import { createTestQueue } from '@grocer/test-support/queues';
import { startTestVault } from '@grocer/test-support/vault';
import { expect, test, vi } from 'vitest';
import { confirmedOrder, dispatched, picked, pickingStarted, stockAdjusted } from './warehouse.ts';

test('the published bundle, fed by its queue as a function, brings an order to dispatched', async () => {
  const { database, queue, gateway } = await startWorld();
  const { id, totalMinor } = await confirmedOrder(database.admin, database.as('checkout'), gateway.authorise);
  for (const event of [pickingStarted(id), picked(id), dispatched(id)]) await queue.queues.send(queue.url, event);
  const isDispatched = async () =>
    expect(await theOrder(database.admin, id)).toMatchObject({ status: 'dispatched', capturedMinor: totalMinor });
  await vi.waitFor(isDispatched, { timeout: 20_000, interval: 50 });
});

test('the published bundle dead-letters a report of what is no GTIN', async () => {
  const { queue } = await startWorld();
  const event = stockAdjusted('50184386', 1);
  await queue.queues.send(queue.url, event);
  const isDead = async () => expect(await queue.drain(queue.dlqUrl)).toEqual([JSON.stringify(event)]);
  await vi.waitFor(isDead, { timeout: 20_000, interval: 50 });
});

/** All that fulfil talks to, for real or by the local target's stand-in, and the host that runs its bundle; it ends with the test. */
async function startWorld() {
  const database = keep(await createTestDatabase(), (it) => it.drop());
  const queue = keep(await createTestQueue('warehouse-events'), (it) => it.queues.close());
  const card = keep(await startTestGateway({ timeoutMs: 5000 }), (it) => it.stop());
  const secrets = { 'payment-gateway': { apiKey: card.apiKey } };
  const vault = keep(await startTestVault(database, { fulfil: 'checkout' }, { secrets }), (it) => it.stop());
  const folder = keep(await mkdtemp(join(tmpdir(), 'fulfil-')), (it) => rm(it, { recursive: true }));
  const tokenFile = join(folder, 'token');
  await writeFile(tokenFile, await vault.workloadToken('fulfil'));
  const env = {
    DATABASE_URL: database.url,
    DATABASE_POOL_MAX: '2',
    VAULT_ADDR: vault.url,
    VAULT_ROLE: 'fulfil',
    WORKLOAD_TOKEN_FILE: tokenFile,
    PAYMENT_GATEWAY_URL: card.url,
    PAYMENT_GATEWAY_KEY: 'vault:secret/payment-gateway#apiKey',
    PAYMENT_GATEWAY_TIMEOUT_MS: '5000',
    WAREHOUSE_EVENTS_DLQ_URL: queue.dlqUrl,
  };
  const hosted = { name: 'fulfil', file: 'functions/fulfil/dist/main.js', env, queue };
  keep(await hostBundle(hosted), (it) => it.stop());
  return { database, queue, gateway: card.gateway };
}
