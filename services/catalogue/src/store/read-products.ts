import type { Queryable } from '@grocer/chassis/postgres';
import type { DepartmentId, Product } from '@grocer/contracts/catalogue';
import { pence } from '@grocer/contracts/money';

/** A product with the version of its record, which every write raises. */
export interface VersionedProduct {
  readonly version: number;
  readonly product: Product;
}

/** One product, or undefined. */
export async function readProduct(db: Queryable, sku: string): Promise<VersionedProduct | undefined> {
  const { rows } = await db.query<ProductRow>(`select ${productColumns} from ${shownProducts} where product.sku = $1`, [
    sku,
  ]);
  return rows.map(versionedProduct)[0];
}

/** The named products, in the order of `skus`; unknown ones are left out. */
export async function readProducts(db: Queryable, skus: readonly string[]): Promise<Product[]> {
  const { rows } = await db.query<ProductRow>(
    `select ${productColumns}
       from unnest($1::text[]) with ordinality as wanted (sku, position)
       join ${shownProducts} on product.sku = wanted.sku
      order by wanted.position`,
    [skus],
  );
  return rows.map((row) => versionedProduct(row).product);
}

/** How many products each department holds; one without products is left out. */
export async function countByDepartment(db: Queryable): Promise<Map<DepartmentId, number>> {
  const { rows } = await db.query<{ department: DepartmentId; count: number }>(
    'select department, count(*)::integer as count from catalogue.products group by department',
  );
  return new Map(rows.map(({ department, count }) => [department, count]));
}

/** What one row of `shownProducts` tells. */
export interface ProductRow extends Omit<Product, 'price'> {
  readonly version: number;
  readonly amountMinor: number | null;
  readonly wasMinor: number | null;
  readonly effectiveFrom: Date | null;
}

export const productColumns = `product.sku, product.version, product.name, product.brand, product.department, product.size,
  product.description, product.image_url as "imageUrl", product.dietary, product.allergens,
  price.amount_minor as "amountMinor", price.was_minor as "wasMinor", price.effective_from as "effectiveFrom",
  shelf.word as availability`;

/** Products with their price and their word for what is on the shelf: what nobody has priced is out. */
export const shownProducts = `catalogue.products as product
  left join pricing.current_prices as price on price.sku = product.sku
  left join checkout.availability as stock on stock.sku = product.sku
  cross join lateral (
    select case
      when price.sku is null or coalesce(stock.available, 0) = 0 then 'out'
      when stock.available < 10 then 'low'
      else 'in-stock'
    end as word
  ) as shelf`;

export function versionedProduct(row: ProductRow): VersionedProduct {
  const { version, amountMinor, wasMinor, effectiveFrom, availability, ...labels } = row;
  const { sku, name, brand, department, size, description, imageUrl, dietary, allergens } = labels;
  const price =
    amountMinor === null || effectiveFrom === null
      ? null
      : {
          ...pence(amountMinor),
          ...(wasMinor !== null && { was: pence(wasMinor) }),
          effectiveFrom: effectiveFrom.toISOString(),
        };
  return {
    version,
    product: { sku, name, brand, department, size, description, imageUrl, dietary, allergens, price, availability },
  };
}
