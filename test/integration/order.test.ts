import type { Order } from '@grocer/contracts/checkout';
import type { RepriceRun } from '@grocer/contracts/pricing';
import { signInCustomer } from '@grocer/test-support/customer';
import { connectAdmin } from '@grocer/test-support/estate-admin';
import { runScript } from '@grocer/test-support/script';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tellLastWords } from './container-log.ts';
import { type ContainerEstate, startContainerEstate } from './containers.ts';
import { expectCleanLedger } from './ledger.ts';

tellLastWords();
let estate: ContainerEstate;
beforeAll(async () => {
  estate = await startContainerEstate();
  await estate.startService('catalogue');
  await Promise.all([estate.startService('checkout'), estate.startService('appliance-shim')]);
});
afterAll(() => estate?.stop());

it('takes an order from the edge to the van, through the very images that go to the clouds', async () => {
  const customer = await signInCustomer(estate, 'customer-1');
  const placed = await customer.place(await customer.draftOrder());
  expect(placed.status).toBe(201);
  const { id }: Order = await placed.json();
  await expect.poll(async () => (await customer.read(id)).status, { timeout: 30_000 }).toBe('dispatched');
  expect(await customer.read(id)).toMatchObject({ payment: { status: 'captured' } });
  await expectCleanLedger(estate);
});

it('re-prices a night by the published functions, and the catalogue shows it at the edge', async () => {
  const { stdout, stderr, code } = await runScript(estate.folder, 'reprice', ['--json']);
  expect(code, stderr).toBe(0);
  const run: RepriceRun = JSON.parse(stdout);
  expect(run).toMatchObject({ status: 'closed', shardsDone: run.shards });
  expect(run.summary?.skus).toBeGreaterThan(3000);
  const changed = await readChangedPrice(run.runId);
  await expect.poll(() => readPrice(changed.sku), { timeout: 5000 }).toBe(changed.amountMinor);
});

async function readPrice(sku: string): Promise<number | undefined> {
  const response = await fetch(`${estate.endpoints.edge}/catalogue/v1/products/${sku}`);
  return (await response.json()).price?.amountMinor;
}

async function readChangedPrice(runId: string): Promise<{ sku: string; amountMinor: number }> {
  const admin = connectAdmin(estate);
  try {
    const { rows } = await admin.query<{ sku: string; amountMinor: number }>(
      'select sku, amount_minor as "amountMinor" from pricing.price_changes where run_id = $1 limit 1',
      [runId],
    );
    return rows[0] ?? { sku: '', amountMinor: 0 };
  } finally {
    await admin.end();
  }
}
