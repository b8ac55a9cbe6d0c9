import type { Queryable } from '@grocer/chassis/postgres';
import type { DepartmentId, Product } from '@grocer/contracts/catalogue';
import { shared } from './shared.ts';

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
  readonly effectiveFrom: string;
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

/** One product's record, or undefined. */
export async function readRecord(db: Queryable, sku: string): Promise<ProductRecord | undefined> {
  const { rows } = await db.query<ProductRow>(`select ${columns} from catalogue.products where sku = $1`, [sku]);
  return rows.map(toRecord)[0];
}

/** A page of the products written by transactions from `since` on, in the order of these and then by SKU. */
export async function readChangedProducts(db: Queryable, page: ChangePage<ProductRecord>): Promise<ProductRecord[]> {
  const { since, after, limit } = page;
  const { rows } = await db.query<ProductRow>(
    `select ${columns}
       from catalogue.products
      where (changed_in, sku) > ($1::xid8, $2)
      order by changed_in, sku
      limit $3`,
    [after?.changedIn ?? since, after?.sku ?? '', limit],
  );
  return rows.map(toRecord);
}

/** A page of the prices written by transactions from `since` on, by SKU: no index of theirs is in another order. */
export async function readChangedPrices(db: Queryable, page: ChangePage<PriceRecord>): Promise<PriceRecord[]> {
  const { rows } = await db.query<PriceRow>(
    `select sku, amount_minor as "amountMinor", was_minor as "wasMinor", effective_from as "effectiveFrom"
       from pricing.current_prices
      where changed_in >= $1::xid8 and sku > $2
      order by sku
      limit $3`,
    [page.since, page.after?.sku ?? '', page.limit],
  );
  return rows.map((row) => ({ ...row, effectiveFrom: sameText(row.effectiveFrom.toISOString()) }));
}

interface PriceRow extends Omit<PriceRecord, 'effectiveFrom'> {
  readonly effectiveFrom: Date;
}

/** A record as the database sends it: lists of tags are texts, of which there are few. */
interface ProductRow extends Omit<ProductRecord, 'dietary' | 'allergens'> {
  readonly dietary: string;
  readonly allergens: string | null;
}

const columns = `sku, version, name, brand, department, size, description, image_url as "imageUrl",
  array_to_string(dietary, ',') as dietary, array_to_string(allergens, ',') as allergens, changed_in::text as "changedIn"`;

const sameText = shared((text) => text);
const sameTags = shared((text) => (text === '' ? [] : text.split(',')));

/** Hundreds of thousands of records are kept: what many have alike is kept once. */
function toRecord(row: ProductRow): ProductRecord {
  const { brand, department, size, dietary, allergens, changedIn } = row;
  return {
    ...row,
    brand: brand === null ? null : sameText(brand),
    department: sameText(department) as DepartmentId,
    size: size === null ? null : sameText(size),
    dietary: sameTags(dietary) as Product['dietary'],
    allergens: allergens === null ? null : (sameTags(allergens) as Product['allergens']),
    changedIn: sameText(changedIn),
  };
}

/** Which transactions' changes, and which page of them: what comes after a row, if one is given. */
export interface ChangePage<Row> {
  readonly since: string;
  readonly after: Row | undefined;
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
