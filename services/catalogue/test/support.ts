import { createVerifier } from '@grocer/chassis/identity';
import { createLog } from '@grocer/chassis/log';
import type { Queryable } from '@grocer/chassis/postgres';
import type { Product, ProductList } from '@grocer/contracts/catalogue';
import { gtinCheckDigit } from '@grocer/contracts/gtin';
import { createTestDatabase, type TestDatabase } from '@grocer/test-support/database';
import { startTestIssuer, type TestIssuer } from '@grocer/test-support/tokens';
import { buildApp } from '../src/app.ts';
import { followProducts } from '../src/read-model/products.ts';

/** A catalogue over a database of its own, and who issues its tokens. */
export interface TestCatalogue {
  readonly database: TestDatabase;
  readonly issuer: TestIssuer;
  readonly app: ReturnType<typeof buildApp>;
  /** GETs a path that has to answer 200, and reads its JSON. */
  get<Answer>(path: string): Promise<Answer>;
  /** Every product of a list, page by page. */
  readAll(path: string): Promise<Product[]>;
  /** Waits until the replica shows what the database holds. */
  catchUp(): Promise<void>;
  stop(): Promise<void>;
}

export async function startCatalogue(): Promise<TestCatalogue> {
  const [database, issuer] = await Promise.all([createTestDatabase(), startTestIssuer()]);
  const log = createLog({ name: 'catalogue.test', level: 'fatal' });
  const store = database.as('catalogue');
  const products = followProducts({ database: store, log });
  const app = buildApp({
    database: store,
    products,
    verifier: createVerifier(issuer.trusted, log),
    log,
    clock: () => new Date('2026-11-24T10:00:00Z'),
  });

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

  return {
    database,
    issuer,
    app,
    get,
    readAll,
    catchUp: products.catchUp,
    async stop() {
      await app.close();
      await products.stop();
      await Promise.all([database.drop(), issuer.stop()]);
    },
  };
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
