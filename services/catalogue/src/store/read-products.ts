import type { Queryable } from '@grocer/chassis/postgres';
import type { Product } from '@grocer/contracts/catalogue';

/** A product's own record: what its page says but for price and stock. */
export interface ProductRecord extends Omit<Product, 'price' | 'availability'> {
  readonly version: number;
  /** The transaction that wrote it. */
  readonly changedIn: string;
}

/** The price in force. */
export interface PriceRecord {
  readonly sku: string;
  readonly amountMinor: number;
  readonly wasMinor: number | null;
  readonly effectiveFrom: Date;
}

/** Where a reader of changes stands: every transaction below it has ended, and is seen by whatever is read afterwards. */
export async function readHorizon(db: Queryable): Promise<string> {
  const { rows } = await db.query<{ horizon: string }>(
    'select pg_snapshot_xmin(pg_current_snapshot())::text as horizon',
  );
  const [row] = rows;
  if (!row) throw new Error('the database told no snapshot');
  return row.horizon;
}

const columns = `sku, version, name, brand, department, size, description, image_url as "imageUrl", dietary, allergens,
  changed_in::text as "changedIn"`;

/** One product's record, or undefined. */
export async function readRecord(db: Queryable, sku: string): Promise<ProductRecord | undefined> {
  const { rows } = await db.query<ProductRecord>(`select ${columns} from catalogue.products where sku = $1`, [sku]);
  return rows[0];
}

/** A page of the products written by transactions from `since` on, by SKU, after one. */
export async function readChangedProducts(db: Queryable, page: ChangePage): Promise<ProductRecord[]> {
  const { rows } = await db.query<ProductRecord>(
    `select ${columns}
       from catalogue.products
      where changed_in >= $1::xid8 and sku > $2
      order by sku
      limit $3`,
    [page.since, page.after, page.limit],
  );
  return rows;
}

/** A page of the prices written by transactions from `since` on, by SKU, after one. */
export async function readChangedPrices(db: Queryable, page: ChangePage): Promise<PriceRecord[]> {
  const { rows } = await db.query<PriceRecord>(
    `select sku, amount_minor as "amountMinor", was_minor as "wasMinor", effective_from as "effectiveFrom"
       from pricing.current_prices
      where changed_in >= $1::xid8 and sku > $2
      order by sku
      limit $3`,
    [page.since, page.after, page.limit],
  );
  return rows;
}

/** Which transactions' changes, and which page of them. */
export interface ChangePage {
  readonly since: string;
  readonly after: string;
  readonly limit: number;
}

/** What is on the shelf: the SKUs of each word in order, by commas. What is in neither is out. */
export interface StockWords {
  readonly low: string;
  readonly inStock: string;
}

/** Everything that is on the shelf. It comes as two texts: rows would cost many times that, and the texts seldom change. */
export async function readStockWords(db: Queryable): Promise<StockWords> {
  const { rows } = await db.query<StockWords>(
    `select coalesce(string_agg(sku, ',' order by sku) filter (where available < 10), '') as low,
            coalesce(string_agg(sku, ',' order by sku) filter (where available >= 10), '') as "inStock"
       from checkout.availability
      where available > 0`,
  );
  const [row] = rows;
  if (!row) throw new Error('an aggregate gave no row');
  return row;
}
