import type { Tx } from '@grocer/chassis/postgres';
import type { PutProduct } from '@grocer/contracts/catalogue';

/** A product as a merchandiser wants it, who that is, and when. */
export interface ProductWrite {
  readonly sku: string;
  readonly product: PutProduct;
  readonly by: string;
  readonly at: Date;
}

/** The version of a product's record, locked until the transaction ends; undefined when there is none. */
export async function lockVersion(tx: Tx, sku: string): Promise<number | undefined> {
  const { rows } = await tx.query<{ version: number }>(
    'select version from catalogue.products where sku = $1 for update',
    [sku],
  );
  return rows[0]?.version;
}

/** Adds a product; false when there is one by now. */
export async function insertProduct(tx: Tx, write: ProductWrite): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into catalogue.products (
       sku, written_by, written_at, name, brand, department, size, description, image_url, dietary, allergens,
       cost_minor, shelf_life_days, vat_class
     ) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
     on conflict (sku) do nothing`,
    valuesOf(write),
  );
  return rowCount === 1;
}

/** Replaces a product that lockVersion has locked. Pricing inputs that are not given stay as they are. */
export async function replaceProduct(tx: Tx, write: ProductWrite): Promise<void> {
  await tx.query(
    `update catalogue.products
        set version = version + 1, written_by = $2, written_at = $3, name = $4, brand = $5, department = $6, size = $7,
            description = $8, image_url = $9, dietary = $10, allergens = $11, cost_minor = coalesce($12, cost_minor),
            shelf_life_days = coalesce($13, shelf_life_days), vat_class = coalesce($14, vat_class),
            cost_assumed = cost_assumed and $12 is null
      where sku = $1`,
    valuesOf(write),
  );
}

function valuesOf({ sku, product, by, at }: ProductWrite): unknown[] {
  const { name, department, pricingInputs } = product;
  return [
    sku,
    by,
    at,
    name,
    product.brand ?? null,
    department,
    product.size ?? null,
    product.description ?? null,
    product.imageUrl ?? null,
    product.dietary ?? [],
    product.allergens ?? null,
    pricingInputs?.cost.amountMinor ?? null,
    pricingInputs?.shelfLifeDays ?? null,
    pricingInputs?.vatClass ?? null,
  ];
}
