import { staticCredentials } from '@grocer/chassis/credentials';
import { createLog } from '@grocer/chassis/log';
import type { Connection, Database } from '@grocer/chassis/postgres';
import { createDatabase } from '@grocer/chassis/postgres';
import { createTestDatabase, type TestDatabase } from '@grocer/test-support/database';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test, vi } from 'vitest';
import { availabilityOf } from '../src/read-model/entry.ts';
import { followProducts, type Products } from '../src/read-model/products.ts';
import { skuNumber, stockShelf } from './support.ts';

/** Long enough that whatever is seen within a second was heard, not polled. */
const NEVER_MS = 600_000;
const log = createLog({ name: 'read-model.test', level: 'fatal' });
let database: TestDatabase;
let numbers = 0;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.drop());

async function follow(store: Database, pollMs = NEVER_MS): Promise<Products> {
  const products = followProducts({ database: store, log, pollMs });
  onTestFinished(() => products.stop());
  await vi.waitFor(() => expect(products.isReady()).toBe(true));
  return products;
}

/** Two replicas, each with connections of its own. */
function followTwice(): Promise<[Products, Products]> {
  return Promise.all([follow(database.another('catalogue', 3)), follow(database.another('catalogue', 3))]);
}

async function newProduct(name = 'Bread'): Promise<string> {
  numbers += 1;
  const sku = skuNumber(numbers);
  await stockShelf(database.admin, [{ sku, name, department: 'bakery', priceMinor: 135, available: 40 }]);
  return sku;
}

const rename = `with renamed as (
  update catalogue.products set name = $2, version = version + 1 where sku = $1
)
select pg_notify('catalogue_changes', 'product:' || $1)`;

const nameAt = ({ model }: Products, sku: string) => model.find(sku)?.record.name;
const within = (ms: number, check: () => void) => vi.waitFor(check, { timeout: ms, interval: 10 });

/** A transaction of a writer that commits when it is told. */
async function openTransaction(): Promise<Connection> {
  const writer = await database.admin.openConnection();
  onTestFinished(() => writer.close());
  await writer.query('begin');
  return writer;
}

describe('two replicas', () => {
  test('show a change within a second, wherever it was made', async () => {
    const sku = await newProduct();
    const replicas = await followTwice();
    await database.admin.query(rename, [sku, 'Rolls']);
    await within(1000, () => expect(replicas.map((one) => nameAt(one, sku))).toEqual(['Rolls', 'Rolls']));
  });

  test('show the prices of a run when it closes', async () => {
    const sku = await newProduct();
    const replicas = await followTwice();
    await database.admin.query(
      `with priced as (
         update pricing.prices set amount_minor = 99, changed_in = pg_current_xact_id() where sku = $1
       )
       select pg_notify('pricing_run_closed', 'a run')`,
      [sku],
    );
    await within(1000, () =>
      expect(replicas.map(({ model }) => model.find(sku)?.price?.amountMinor)).toEqual([99, 99]),
    );
  });

  test('are ready once they hold everything, and order it alike', async () => {
    await newProduct('Zwieback');
    await newProduct('Éclair');
    const [one, other] = await followTwice();
    const namesOf = ({ model }: Products) => model.shelves.of(null).name.map(({ record }) => record.name);
    expect(namesOf(one)).toEqual(namesOf(other));
    expect(namesOf(one)).toEqual(namesOf(one).toSorted(new Intl.Collator('en').compare));
  });
});

test('reads no more than five times a second, however much is announced, and shows all of it within a second', async () => {
  const sku = await newProduct();
  const store = database.another('catalogue', 3);
  const replica = await follow(store);
  const query = vi.spyOn(store, 'query');
  const startedAt = performance.now();
  for (let round = 1; round <= 100; round += 1) await database.admin.query(rename, [sku, `Bread ${round}`]);
  await within(1000, () => expect(nameAt(replica, sku)).toBe('Bread 100'));
  const reads = query.mock.calls.filter(([text]) => text.includes('pg_snapshot_xmin')).length;
  expect(reads).toBeLessThanOrEqual(2 + (performance.now() - startedAt) / 200);
});

test('misses no transaction that began before others and commits after them', async () => {
  const [early, late] = [await newProduct(), await newProduct()];
  const replica = await follow(database.another('catalogue', 3));
  const writer = await openTransaction();
  await writer.query(rename, [early, 'Rolls']);
  await database.admin.query(rename, [late, 'Rolls']);
  await within(1000, () => expect(nameAt(replica, late)).toBe('Rolls'));
  await replica.catchUp();
  expect(nameAt(replica, early)).toBe('Bread');
  await writer.query('commit');
  await within(1000, () => expect(nameAt(replica, early)).toBe('Rolls'));
});

test('misses no price of a transaction that commits late, without a word of it', async () => {
  const [early, late] = [await newProduct(), await newProduct()];
  const replica = await follow(database.another('catalogue', 3));
  const reprice = 'update pricing.prices set amount_minor = 99, changed_in = pg_current_xact_id() where sku = $1';
  const writer = await openTransaction();
  await writer.query(reprice, [early]);
  await database.admin.query(reprice, [late]);
  await replica.catchUp();
  await writer.query('commit');
  await replica.catchUp();
  expect([early, late].map((sku) => replica.model.find(sku)?.price?.amountMinor)).toEqual([99, 99]);
});

test('tells each change once, though a long transaction makes it read the same rows again', async () => {
  const sku = await newProduct();
  const told: string[][] = [];
  const products = followProducts({
    database: database.another('catalogue', 3),
    log,
    pollMs: NEVER_MS,
    onChanged: (changes) => told.push([...changes.products].map((entry) => entry.sku)),
  });
  onTestFinished(() => products.stop());
  await vi.waitFor(() => expect(products.isReady()).toBe(true));
  const writer = await openTransaction();
  await writer.query('select pg_current_xact_id()');
  await database.admin.query(rename, [sku, 'Rolls']);
  await within(1000, () => expect(told.flat()).toEqual([sku]));
  await products.catchUp();
  await products.catchUp();
  expect(told.flat()).toEqual([sku]);
});

test('polls stock words, and tells those that changed', async () => {
  const sku = await newProduct();
  const replica = await follow(database.another('catalogue', 3), 100);
  const wordOf = () => {
    const entry = replica.model.find(sku);
    return entry && availabilityOf(entry);
  };
  expect(wordOf()).toBe('in-stock');
  for (const [onHand, word] of [
    [3, 'low'],
    [0, 'out'],
    [10, 'in-stock'],
  ] as const) {
    await database.admin.query('update checkout.stock set on_hand = $2 where sku = $1', [sku, onHand]);
    await within(1000, () => expect(wordOf()).toBe(word));
  }
});

describe('a connection that is lost', () => {
  const ending = (user: string) =>
    database.admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where usename = $1 and datname = current_database()`,
      [user],
    );

  test('is made anew, and what was written meanwhile is caught up with', async () => {
    const sku = await newProduct();
    const replica = await follow(database.another('catalogue', 3));
    const [, written] = await Promise.all([ending('test_catalogue'), database.admin.query(rename, [sku, 'Rolls'])]);
    expect(written.rows).toHaveLength(1);
    await within(2000, () => expect(nameAt(replica, sku)).toBe('Rolls'));
    await database.admin.query(rename, [sku, 'Buns']);
    await within(1000, () => expect(nameAt(replica, sku)).toBe('Buns'));
  });

  test('again and again while products are written loses none', async () => {
    const skus = await Promise.all(Array.from({ length: 20 }, () => newProduct()));
    const replica = await follow(database.another('catalogue', 3));
    for (const [index, sku] of skus.entries()) {
      await database.admin.query(rename, [sku, `Bread ${index}`]);
      if (index % 4 === 0) await ending('test_catalogue');
    }
    await within(3000, () =>
      expect(skus.map((sku) => nameAt(replica, sku))).toEqual(skus.map((_, index) => `Bread ${index}`)),
    );
  });
});

test('goes on listening when credentials rotate', async () => {
  const sku = await newProduct();
  const { store, rotate } = createRotating();
  onTestFinished(() => store.end());
  const replica = await follow(store);
  const [before] = await listeners();
  rotate();
  await vi.waitFor(async () => {
    const [now, ...others] = await listeners();
    expect(others).toEqual([]);
    expect(now).not.toBe(before);
  });
  await database.admin.query(rename, [sku, 'Rolls']);
  await within(1000, () => expect(nameAt(replica, sku)).toBe('Rolls'));
});

/** A pool whose login is another one, of the same rights, after `rotate`. */
function createRotating(): { store: Database; rotate: () => void } {
  let onRotate: ((login: { user: string; password: string }) => void) | undefined;
  const login = { user: 'test_catalogue', password: inject('testPassword') };
  const credentials = {
    ...staticCredentials(login.user, login.password),
    onRotate(listener: typeof onRotate) {
      onRotate = listener;
      return () => undefined;
    },
  };
  const store = createDatabase({ url: database.url, credentials, max: 3, applicationName: 'rotated', log });
  return { store, rotate: () => onRotate?.(login) };
}

/** The sessions that listen, by their process. */
async function listeners(): Promise<number[]> {
  const { rows } = await database.admin.query<{ pid: number }>(
    `select pid from pg_stat_activity
      where datname = current_database() and application_name = 'rotated' and query ~ '^(listen|select 1)'`,
  );
  return rows.map(({ pid }) => pid);
}
