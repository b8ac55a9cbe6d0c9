import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PriceHistory, Product, ProductList } from '@grocer/contracts/catalogue';
import type { RepriceRun } from '@grocer/contracts/pricing';
import { startTestEstate, type TestEstate } from '@grocer/test-support/estate';
import { runScript, tokenOf } from '@grocer/test-support/script';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

let estate: TestEstate;
beforeAll(async () => {
  estate = await startTestEstate();
});
afterAll(() => estate?.stop());

async function read<T>(path: string): Promise<T> {
  const response = await fetch(`${estate.endpoints.edge}${path}`);
  expect(response.status).toBe(200);
  return response.json();
}

async function reprice(...args: string[]): Promise<RepriceRun> {
  const { stdout, stderr, code } = await runScript(estate.folder, 'reprice', ['--json', ...args]);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
}

async function countProducts(): Promise<number> {
  const { items } = await read<{ items: { productCount: number }[] }>('/catalogue/v1/departments');
  return items.reduce((sum, { productCount }) => sum + productCount, 0);
}

describe('a night of re-pricing', () => {
  it('prices every product by shards and closes with its summary', async () => {
    const run = await reprice();
    expect(run).toMatchObject({ status: 'closed', trigger: 'manual' });
    expect(run.shards).toBeGreaterThan(1);
    expect(run.shardsDone).toBe(run.shards);
    expect(run.summary?.skus).toBe(await countProducts());
    const { up = 0, down = 0, unchanged = 0, firstPriced = 0, skus } = run.summary ?? {};
    expect(up + down + unchanged + firstPriced).toBe(skus);
  });

  it('shows a changed price at the edge, and what it was before in the history', async () => {
    const { items } = await read<ProductList>('/catalogue/v1/products?limit=100');
    const histories = await Promise.all(
      items.slice(0, 20).map(async ({ sku }) => ({
        sku,
        prices: (await read<PriceHistory>(`/catalogue/v1/products/${sku}/prices`)).items,
      })),
    );
    const changed = histories.find(({ prices }) => prices.length > 1);
    expect(changed).toBeDefined();
    const product = await read<Product>(`/catalogue/v1/products/${changed?.sku}`);
    expect(product.price?.amountMinor).toBe(changed?.prices[0]?.amountMinor);
    const times = changed?.prices.map(({ effectiveFrom }) => effectiveFrom) ?? [];
    expect(times).toEqual(times.toSorted().reverse());
  });

  it('may be repeated by hand, and changes nothing when nothing has changed', async () => {
    const again = await reprice();
    expect(again.summary).toMatchObject({ up: 0, down: 0 });
  });

  it('goes by what others ask, and has nothing to resume once it is closed', async () => {
    const { items } = await read<ProductList>('/catalogue/v1/products?limit=10');
    const file = join(estate.folder, 'others.csv');
    writeFileSync(file, `sku,percent\n${items.map(({ sku }) => `${sku},94`).join('\n')}\n`);
    const run = await reprice('--competitor-index', file);
    expect(run.summary?.byRule['competitor-index']).toBeGreaterThan(0);
    expect(run.summary?.invocations).toBeGreaterThan(0);
    expect(await reprice('--resume', run.runId)).toEqual(run);
  });

  it('is one trace from the plan over the queue to the shards', async () => {
    const { endpoints } = estate;
    await vi.waitFor(
      async () => {
        const response = await fetch(`${endpoints.observatory}/api/traces`);
        const { items }: { items: { spans: { service: string; name: string; computeModel: string | null }[] }[] } =
          await response.json();
        const night = items.find(({ spans }) => spans.some(({ name }) => name === 'process reprice-shards'));
        const services = new Set(night?.spans.map(({ service, computeModel }) => `${service} ${computeModel}`));
        expect(services).toEqual(new Set(['reprice-plan function', 'reprice-shard function']));
      },
      { timeout: 5000 },
    );
  });

  it('is refused to whoever may not run it', async () => {
    const url = `${estate.endpoints.functions}/2015-03-31/functions/reprice-plan/invocations`;
    const invoke = (headers: Record<string, string>) => fetch(url, { method: 'POST', headers, body: '{}' });
    expect((await invoke({})).status).toBe(401);
    const authorization = `Bearer ${await tokenOf(estate.folder, 'customer-1')}`;
    expect((await invoke({ authorization })).status).toBe(403);
  });
});
