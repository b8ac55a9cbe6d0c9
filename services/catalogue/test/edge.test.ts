import type { DepartmentList, Product, ProductList } from '@grocer/contracts/catalogue';
import { type EdgeRig, edgeFigures, startEdgeRig } from '@grocer/test-support/edge-rig';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createEdge } from '../src/clients/edge.ts';
import { newSku, startCatalogue, type TestCatalogue, type TestReplica } from './support.ts';

// Two replicas behind the local edge, which stands in for Akamai: with its signature, its cache and its limits.
let rig: EdgeRig;
let catalogue: TestCatalogue;
let replicas: TestReplica[];
let purges = 0;

beforeAll(async () => {
  rig = await startEdgeRig();
  const credentials = async () => edgeFigures.purgeCredentials;
  const edge = {
    purge(tags: readonly string[]) {
      purges += 1;
      return createEdge({ url: rig.url, credentials }).purge(tags);
    },
  };
  catalogue = await startCatalogue({ edge });
  replicas = [catalogue, catalogue.another({ edge })];
  await Promise.all(replicas.map(({ app }) => app.ready()));
  await vi.waitFor(() => Promise.all(replicas.map(({ get }) => get('/health/ready'))));
  let turn = 0;
  rig.script = (request, response) => replicas[turn++ % 2]?.app.server.emit('request', request, response);
});

afterAll(async () => {
  await catalogue.stop();
  await rig.stop();
});

beforeEach(() => {
  purges = 0;
});

async function atEdge<Answer>(path: string): Promise<Answer> {
  const response = await rig.get(`/catalogue/v1${path}`);
  expect(response.status, path).toBe(200);
  return response.json();
}

function post(path: string, body?: string) {
  const headers = {
    authorization: `Bearer ${catalogue.merchandiser}`,
    ...(body && { 'content-type': 'application/jsonl' }),
  };
  return { method: 'POST', url: `/catalogue/v1/imports${path}`, headers, ...(body && { payload: body }) } as const;
}

/** Imports at one replica, and waits as the command does. */
async function importAndPublish(products: readonly object[]): Promise<void> {
  const body = products.map((product) => `${JSON.stringify(product)}\n`).join('');
  expect((await catalogue.app.inject(post('', body))).statusCode).toBe(200);
  for (const answer of await Promise.all(replicas.map(({ app }) => app.inject(post('/publication'))))) {
    expect(answer.statusCode, answer.body).toBe(200);
  }
}

const goods = (count: number) =>
  Array.from({ length: count }, () => ({ sku: newSku(), name: 'Rye', department: 'pet' }));
const countOf = async () =>
  (await atEdge<DepartmentList>('/departments')).items.find(({ id }) => id === 'pet')?.productCount ?? 0;

/** Pages of these products, and every list they are in, as the edge shows them. */
async function shownAt(skus: readonly string[]) {
  const names = await Promise.all(skus.map(async (sku) => (await atEdge<Product>(`/products/${sku}`)).name));
  const list = await atEdge<ProductList>('/products?department=pet&limit=100');
  const found = await atEdge<ProductList>('/products?q=loaf&limit=100');
  const named = (items: Product[]) => items.filter(({ sku, name }) => skus.includes(sku) && name === 'Loaf').length;
  return {
    renamed: names.filter((name) => name === 'Loaf').length,
    listed: named(list.items),
    found: named(found.items),
  };
}

test('an import is published when pages, lists, searches and departments at the edge show it', async () => {
  const before = await countOf();
  const products = goods(20);
  await importAndPublish(products);
  expect(await countOf()).toBe(before + 20);
  const skus = products.map(({ sku }) => sku);
  expect(await shownAt(skus)).toEqual({ renamed: 0, listed: 0, found: 0 });
  await importAndPublish(products.map((product) => ({ ...product, name: 'Loaf' })));
  expect(await shownAt(skus)).toEqual({ renamed: 20, listed: 20, found: 20 });
});

test('nothing stays as it was at an edge that takes few tags', async () => {
  const products = goods(40);
  const skus = products.map(({ sku }) => sku);
  await importAndPublish(products);
  await rig.restart({ purge: { ...edgeFigures.purge, tags: { burst: 8, perMinute: 60 } } });
  expect(await shownAt(skus)).toEqual({ renamed: 0, listed: 0, found: 0 });

  purges = 0;
  await importAndPublish(products.map((product) => ({ ...product, name: 'Loaf' })));
  expect(await shownAt(skus)).toEqual({ renamed: 40, listed: 40, found: 40 });
  // Each replica's tags were too many, those of its departments were not.
  expect(purges).toBe(4);

  await importAndPublish(products.map((product) => ({ ...product, name: 'Brot' })));
  expect((await atEdge<Product>(`/products/${skus[0]}`)).name).toBe('Brot');
  // There was no room for these of both until some seconds had passed.
  expect(purges).toBeGreaterThan(8);
});
