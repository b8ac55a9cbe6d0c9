import { createLog } from '@grocer/chassis/log';
import type { DepartmentId } from '@grocer/contracts/catalogue';
import { expect, test, vi } from 'vitest';
import { TooManyPurges } from '../clients/edge.ts';
import { type Entry, newEntry } from '../read-model/entry.ts';
import type { Changes } from '../read-model/read-model.ts';
import { createPurger } from './purge-changes.ts';

const log = createLog({ name: 'purge-changes.test', level: 'fatal' });

function entry(sku: string, department: DepartmentId = 'bakery'): Entry {
  const labels = {
    name: sku,
    brand: null,
    size: null,
    description: null,
    imageUrl: null,
    dietary: [],
    allergens: null,
  };
  return newEntry({ sku, version: 1, changedIn: '1', department, ...labels });
}

function changes(changed: Partial<Record<'products' | 'words', Entry[]>>, left: DepartmentId[] = []): Changes {
  return { products: new Set(changed.products), words: new Set(changed.words), left: new Set(left) };
}

/** An edge that notes what it is told, and refuses the first calls. */
function createPurging({ refusals = 0, refusal = new Error('refused'), wordsEveryMs = 0 } = {}) {
  const calls: { tags: string[]; at: number }[] = [];
  let refused = 0;
  const edge = {
    async purge(tags: readonly string[]) {
      refused += 1;
      if (refused <= refusals) throw refusal;
      calls.push({ tags: [...tags].sort(), at: performance.now() });
    },
  };
  return { calls, purger: createPurger({ edge, log, wordsEveryMs, pauseMs: 5 }) };
}

const tags = (calls: { tags: string[] }[]) => calls.flatMap((call) => call.tags);

test('tells just what shows a changed product: its pages, the lists of its department, the whole catalogue', async () => {
  const { calls, purger } = createPurging();
  purger.changed(changes({ products: [entry('1')] }));
  await purger.stop();
  expect(calls.map((call) => call.tags)).toEqual([['catalogue', 'department-bakery', 'product-1']]);
});

test('tells the lists that a product has left', async () => {
  const { calls, purger } = createPurging();
  purger.changed(changes({ products: [entry('1')] }, ['pet']));
  await purger.stop();
  expect(tags(calls)).toContain('department-pet');
});

test('names departments instead of more than 500 products', async () => {
  const { calls, purger } = createPurging();
  const many = Array.from({ length: 501 }, (_, number) => entry(String(number), number % 2 ? 'bakery' : 'pet'));
  purger.changed(changes({ products: many }));
  await purger.stop();
  expect(tags(calls)).toEqual(['catalogue', 'department-bakery', 'department-pet', 'products-bakery', 'products-pet']);
});

test('tells nothing when nothing has changed', async () => {
  const { calls, purger } = createPurging();
  purger.changed(changes({}));
  await purger.stop();
  expect(calls).toEqual([]);
});

test('tells again what the edge did not take, with what came since', async () => {
  const { calls, purger } = createPurging({ refusals: 2 });
  purger.changed(changes({ products: [entry('1')] }));
  purger.changed(changes({ products: [entry('2')] }));
  await vi.waitFor(() => expect(tags(calls)).toEqual(expect.arrayContaining(['product-1', 'product-2'])));
  await purger.stop();
});

const some = (count: number) => Array.from({ length: count }, (_, number) => entry(String(number)));

test('names departments at once when the edge takes no more tags', async () => {
  const { calls, purger } = createPurging({ refusals: 1, refusal: new TooManyPurges(60_000) });
  purger.changed(changes({ products: some(3) }, ['pet']));
  await purger.told();
  const both = ['department-bakery', 'department-pet', 'products-bakery', 'products-pet'];
  expect(calls.map((call) => call.tags)).toEqual([['catalogue', ...both]]);
  await purger.stop();
});

test('waits as long as the edge says when it takes not even those, and tells what has come since with them', async () => {
  const retryAfterMs = 100;
  const { calls, purger } = createPurging({ refusals: 2, refusal: new TooManyPurges(retryAfterMs) });
  const startedAt = performance.now();
  purger.changed(changes({ products: some(3) }));
  purger.changed(changes({ products: [entry('9', 'pet')] }));
  await purger.told();
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(retryAfterMs - 5);
  expect(tags(calls)).toEqual(expect.arrayContaining(['products-bakery', 'products-pet', 'department-pet']));
  await purger.stop();
});

test('has told the edge when it says so, and says so at once when there is nothing to tell', async () => {
  const { calls, purger } = createPurging({ refusals: 3 });
  await purger.told();
  purger.changed(changes({ products: [entry('1')] }));
  await purger.told();
  expect(tags(calls)).toContain('product-1');
  await purger.stop();
});

test('tells stock words at most once in a while, other changes at once', async () => {
  const wordsEveryMs = 200;
  const { calls, purger } = createPurging({ wordsEveryMs });
  const times = (tag: string) => calls.filter((call) => call.tags.includes(tag)).map(({ at }) => at);
  purger.changed(changes({ words: [entry('1')] }));
  await vi.waitFor(() => expect(times('product-1')).toHaveLength(1));
  purger.changed(changes({ words: [entry('1')] }));
  purger.changed(changes({ products: [entry('2')], words: [entry('1')] }));
  await vi.waitFor(() => expect(times('product-1')).toHaveLength(2));
  const [first = 0, second = 0] = times('product-1');
  expect(second - first).toBeGreaterThanOrEqual(wordsEveryMs - 5);
  expect(times('product-2')[0]).toBeLessThan(second);
  await purger.stop();
});
