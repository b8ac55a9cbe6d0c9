import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createQueues } from '@grocer/chassis/queue';
import type { PriceHistory, Product } from '@grocer/contracts/catalogue';
import type { RepriceCommand, RepriceRun } from '@grocer/contracts/pricing';
import { startTestEstate, type TestEstate } from '@grocer/test-support/estate';
import { connectAdmin } from '@grocer/test-support/estate-admin';
import { writeFigures } from '@grocer/test-support/estate-figures';
import { runScript, tokenOf } from '@grocer/test-support/script';
import { afterAll, beforeAll, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'grocer-estate-'));
let estate: TestEstate;
let admin: ReturnType<typeof connectAdmin>;
let operator: string;
beforeAll(async () => {
  const file = writeFigures(folder, ({ queues, deployables }) => {
    queues['reprice-shards'].visibilitySeconds = 2;
    deployables['reprice-shard'].scaling = { timeoutSeconds: 2 };
  });
  estate = await startTestEstate({ folder, env: { ESTATE_YAML: file } });
  admin = connectAdmin(estate);
  operator = await tokenOf(folder, 'operator');
});
afterAll(async () => {
  await admin?.end();
  await estate?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function invokePlan(command: RepriceCommand): Promise<RepriceRun> {
  const url = `${estate.endpoints.functions}/2015-03-31/functions/reprice-plan/invocations`;
  const headers = { authorization: `Bearer ${operator}` };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(command) });
  expect([response.status, response.headers.get('x-amz-function-error')]).toEqual([200, null]);
  return response.json();
}

/** How many messages wait in the dead-letter queue of the shards. */
async function countDead(): Promise<number> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const queues = createQueues({ endpoint: estate.endpoints.sqs, region: 'eu-west-2', credentials });
  try {
    return await queues.depth(`${estate.endpoints.sqs}/000000000000/reprice-shards-dlq`);
  } finally {
    await queues.close();
  }
}

async function read<T>(path: string): Promise<T> {
  return (await fetch(`${estate.endpoints.edge}/catalogue/v1/products/${path}`)).json();
}

it('dead-letters a shard that failed five times, shows its run incomplete, and finishes it when it is resumed', async () => {
  const { rows } = await admin.query<{ sku: string }>('select max(sku) as sku from catalogue.pricing_inputs');
  const { sku = '' } = rows[0] ?? {};
  const before = await read<Product>(sku);
  await admin.query('update catalogue.products set cost_minor = cost_minor * 11 / 10 where sku = $1', [sku]);
  await admin.query(`alter table pricing.prices add constraint broken check (sku <> '${sku}') not valid`);

  const { runId, shards } = await invokePlan({ trigger: 'manual' });
  await expect.poll(countDead, { timeout: 40_000 }).toBe(1);
  expect(await invokePlan({ runId })).toMatchObject({ status: 'open', shardsDone: shards - 1 });

  await admin.query(`update pricing.runs set started_at = started_at - interval '2 minutes' where id = $1`, [runId]);
  await admin.query(
    `update pricing.shards set sent_at = sent_at - interval '2 minutes', completed_at = completed_at - interval '2 minutes'
      where run_id = $1`,
    [runId],
  );
  expect(await invokePlan({ runId })).toMatchObject({
    status: 'incomplete',
    failedShards: [{ shard: shards, failures: 5, failure: expect.stringContaining('broken') }],
  });

  await admin.query('alter table pricing.prices drop constraint broken');
  const { stdout, stderr, code } = await runScript(folder, 'reprice', ['--json', '--resume', runId]);
  expect(code, stderr).toBe(0);
  const run: RepriceRun = JSON.parse(stdout);
  expect(run).toMatchObject({ runId, status: 'closed', shardsDone: shards, failedShards: [] });
  const dear = before.price?.amountMinor ?? 0;
  await expect.poll(async () => (await read<Product>(sku)).price?.amountMinor).toBeGreaterThan(dear);
  const { items } = await read<PriceHistory>(`${sku}/prices`);
  expect(items.filter(({ amountMinor }) => amountMinor > dear)).toHaveLength(1);
});
