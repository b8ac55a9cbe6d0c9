import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inTransaction } from '@grocer/chassis/postgres';
import { hostBundle } from '@grocer/test-support/hosted-bundle';
import { keep } from '@grocer/test-support/keep';
import { startTestVault } from '@grocer/test-support/vault';
import { expect, test, vi } from 'vitest';
import { endWaitingSession, listGoods, skuNumber, startReprice, type TestReprice } from './support.ts';

// The bundle that is published, under the function host: what comes back does so by the queue's visibility.

const soon = { timeout: 20_000, interval: 50 };
const skus = [1, 2, 3, 4, 5].map(skuNumber);

test('the published bundle dead-letters a garbled shard at once, prices the rest, and closes the run when it is resumed', async () => {
  const reprice = await startWorld({ shardSize: 2 });
  const { runId } = await reprice.planByHand();
  const [lost, ...rest] = (await reprice.takeShards()).map((shard) => JSON.stringify(shard));
  const garbled = lost?.slice(0, -20) ?? '';
  for (const body of [garbled, ...rest]) await reprice.queue.queues.deadLetter(reprice.queue.url, body, 'sent by hand');
  await hostShard(reprice);
  await vi.waitFor(async () => expect(await reprice.queue.drain(reprice.queue.dlqUrl)).toEqual([garbled]), soon);
  const standing = () => reprice.planByHand({ runId });
  await vi.waitFor(async () => expect(await standing()).toMatchObject({ status: 'open', shardsDone: 2 }), soon);
  reprice.now = new Date(Date.now() + 120_000);
  // A message is taken from the queue only after its shard is completed.
  const incomplete = { status: 'incomplete', failedShards: [{ failures: 0 }] };
  await vi.waitFor(async () => expect(await standing()).toMatchObject(incomplete), soon);
  await reprice.planByHand({ resume: runId });
  await vi.waitFor(
    async () => expect(await standing()).toMatchObject({ status: 'closed', summary: { skus: 5 } }),
    soon,
  );
  for (const sku of skus) expect(await reprice.priceOf(sku)).toBe(130);
});

test('the published bundle gets a shard back whose database was lost, and prices it once', async () => {
  const reprice = await startWorld({ shardSize: 5, visibilitySeconds: 5 });
  const { admin } = reprice.database;
  await reprice.runByHand();
  await admin.query('update catalogue.products set cost_minor = 110');
  const { runId } = await reprice.planByHand();
  await inTransaction(admin, async (tx) => {
    await tx.query('select from pricing.prices for update');
    await hostShard(reprice);
    for (const ended = new Set<number>(); ended.size < 2; ) ended.add(await endWaitingSession(admin, ended));
    await vi.waitFor(async () => expect(await failuresOf(reprice, runId)).toBe(1), soon);
  });
  const standing = () => reprice.planByHand({ runId });
  await vi.waitFor(async () => expect(await standing()).toMatchObject({ status: 'closed', summary: { up: 5 } }), soon);
  for (const sku of skus) expect(await reprice.priceOf(sku)).toBe(145);
  const { rows } = await admin.query('select count(*)::integer as changes from pricing.price_changes');
  expect(rows).toEqual([{ changes: 10 }]);
});

async function failuresOf({ database }: TestReprice, runId: string): Promise<number | undefined> {
  const { rows } = await database.admin.query<{ failures: number }>(
    'select failures from pricing.shards where run_id = $1',
    [runId],
  );
  return rows[0]?.failures;
}

/** Plans by what the tests call and lists the goods; nothing prices them yet. */
async function startWorld(settings: Parameters<typeof startReprice>[0]): Promise<TestReprice> {
  const reprice = keep(await startReprice(settings), (it) => it.stop());
  reprice.now = new Date();
  await listGoods(
    reprice.database.admin,
    skus.map((sku) => ({ sku })),
  );
  return reprice;
}

/** Hosts reprice-shard with all that it talks to, until the test ends. */
async function hostShard({ database, queue }: TestReprice): Promise<void> {
  const vault = keep(await startTestVault(database, { 'reprice-shard': 'pricing' }), (it) => it.stop());
  const folder = keep(await mkdtemp(join(tmpdir(), 'reprice-')), (it) => rm(it, { recursive: true }));
  const tokenFile = join(folder, 'token');
  await writeFile(tokenFile, await vault.workloadToken('reprice-shard'));
  const env = {
    DATABASE_URL: database.url,
    DATABASE_POOL_MAX: '1',
    VAULT_ADDR: vault.url,
    VAULT_ROLE: 'reprice-shard',
    WORKLOAD_TOKEN_FILE: tokenFile,
    REPRICE_SHARDS_DLQ_URL: queue.dlqUrl,
  };
  const hosted = { name: 'reprice-shard', file: 'functions/reprice/dist/shard.js', env, queue };
  keep(await hostBundle(hosted), (it) => it.stop());
}
