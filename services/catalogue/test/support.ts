import { createVerifier } from '@grocer/chassis/identity';
import { createLog } from '@grocer/chassis/log';
import type { Queryable } from '@grocer/chassis/postgres';
import type { Product, ProductList } from '@grocer/contracts/catalogue';
import { gtinCheckDigit } from '@grocer/contracts/gtin';
import { createTestDatabase, type TestDatabase } from '@grocer/test-support/database';
import { startTestIssuer, type TestIssuer } from '@grocer/test-support/tokens';
import type { LightMyRequestResponse } from 'fastify';
import { buildApp } from '../src/app.ts';
import type { Edge } from '../src/clients/edge.ts';
import { followProducts } from '../src/read-model/products.ts';
import { createPurger } from '../src/workflows/purge-changes.ts';

/** One replica of a catalogue. */
export interface TestReplica {
  readonly app: ReturnType<typeof buildApp>;
  /** GETs a path that has to answer 200, and reads its JSON. */
  get<Answer>(path: string): Promise<Answer>;
  /** Every product of a list, page by page. */
  readAll(path: string): Promise<Product[]>;
  /** PUTs a product as the merchandiser, unless the headers say who. */
  put(sku: string, body: object, headers?: Record<string, string>): Promise<LightMyRequestResponse>;
  /** Waits until the replica shows what the database holds. */
  catchUp(): Promise<void>;
}

/** A catalogue over a database of its own, and who issues its tokens. */
export interface TestCatalogue extends TestReplica {
  readonly database: TestDatabase;
  readonly issuer: TestIssuer;
  /** A token that may write. */
  readonly merchandiser: string;
  /** Starts one more replica, which ends with the catalogue. */
  another(options?: ReplicaOptions): TestReplica;
  stop(): Promise<void>;
}

/** What a replica has that others have not: memory, and an edge that it tells what has changed. */
export interface ReplicaOptions {
  readonly capacity?: number;
  readonly edge?: Edge;
}

const log = createLog({ name: 'catalogue.test', level: 'fatal' });

export async function startCatalogue(options: ReplicaOptions = {}): Promise<TestCatalogue> {
  const [database, issuer] = await Promise.all([createTestDatabase(), startTestIssuer()]);
  const merchandiser = await issuer.token({ subject: 'merchandiser', scopes: ['catalogue:write'] });
  const stops: (() => Promise<void>)[] = [];
  const another = (others: ReplicaOptions = {}): TestReplica => {
    const { stop, ...replica } = startReplica({ database, issuer, merchandiser }, others);
    stops.push(stop);
    return replica;
  };
  return {
    ...another(options),
    ...{ database, issuer, merchandiser, another },
    async stop() {
      for (const stop of stops) await stop();
      await Promise.all([database.drop(), issuer.stop()]);
    },
  };
}

type Around = Pick<TestCatalogue, 'database' | 'issuer' | 'merchandiser'>;

function startReplica({ database, issuer, merchandiser }: Around, { capacity, edge }: ReplicaOptions) {
  const store = database.another('catalogue', 3);
  const purger = edge && createPurger({ edge, log, pauseMs: 20 });
  const products = followProducts({
    database: store,
    log,
    ...(capacity !== undefined && { capacity }),
    ...(purger && { onChanged: purger.changed }),
  });
  const app = buildApp({
    database: store,
    products,
    ...(purger && { told: purger.told }),
    verifier: createVerifier(issuer.trusted, log),
    log,
    clock: () => new Date('2026-11-24T10:00:00Z'),
  });
  const replica = { app, catchUp: products.catchUp, ...readsOf(app), put: putsOf(app, merchandiser) };
  return {
    ...replica,
    async stop() {
      await app.close();
      await products.stop();
      await purger?.stop();
    },
  };
}

function readsOf(app: TestReplica['app']): Pick<TestReplica, 'get' | 'readAll'> {
  async function get<Answer>(path: string): Promise<Answer> {
    const answer = await app.inject({ url: path });
    if (answer.statusCode !== 200) throw new Error(`${path} answered ${answer.statusCode}: ${answer.body}`);
    return answer.json<Answer>();
  }

  async function readAll(path: string): Promise<Product[]> {
    const products: Product[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: ProductList = await get(`${path}${cursor && `&cursor=${cursor}`}`);
      products.push(...page.items);
      cursor = page.nextCursor;
    }
    return products;
  }

  return { get, readAll };
}

function putsOf(app: TestReplica['app'], merchandiser: string): TestReplica['put'] {
  return (sku, body, headers = {}) =>
    app.inject({
      method: 'PUT',
      url: `/catalogue/v1/products/${sku}`,
      headers: { authorization: `Bearer ${merchandiser}`, ...headers },
      payload: body,
    });
}

/** A product as a test needs it: what is not told is of no matter, or absent. */
export interface Goods {
  readonly sku: string;
  readonly name: string;
  readonly brand?: string;
  readonly department?: string;
  readonly dietary?: readonly string[];
  readonly priceMinor?: number;
  readonly wasMinor?: number;
  readonly available?: number;
}

/** The `number`th SKU of a test: a GTIN-13 with its check digit. */
export function skuNumber(number: number): string {
  const digits = `2${String(number).padStart(11, '0')}`;
  return `${digits}${gtinCheckDigit(digits)}`;
}

let numbers = 0;

/** A SKU that the test file has not had yet. */
export function newSku(): string {
  numbers += 1;
  return skuNumber(100_000 + numbers);
}

/** Puts goods on the shelf, as their schemas' owners would. */
export async function stockShelf(admin: Queryable, goods: readonly Goods[]): Promise<void> {
  const rows = JSON.stringify(goods);
  await admin.query(
    `insert into catalogue.products (sku, name, brand, department, dietary, written_by, written_at)
     select sku, name, brand, coalesce(department, 'other'), coalesce(dietary, '{}'), 'test', now()
       from jsonb_to_recordset($1) as goods (sku text, name text, brand text, department text, dietary text[])`,
    [rows],
  );
  await admin.query(
    `insert into pricing.prices (sku, amount_minor, was_minor, reference_minor, effective_from, rule)
     select sku, "priceMinor", "wasMinor", "priceMinor", '2026-11-24T02:00:00Z', 'opening'
       from jsonb_to_recordset($1) as goods (sku text, "priceMinor" integer, "wasMinor" integer)
      where "priceMinor" is not null`,
    [rows],
  );
  await admin.query(
    `insert into checkout.stock (sku, on_hand)
     select sku, available
       from jsonb_to_recordset($1) as goods (sku text, available integer)
      where available is not null`,
    [rows],
  );
}
