import type { Tx } from '@grocer/chassis/postgres';
import type { ImportedProduct } from '@grocer/contracts/imports';

/** Who imports, when, and whether what a person has edited is replaced. */
export interface ImportJob {
  readonly by: string;
  readonly at: Date;
  readonly replacesEdited: boolean;
}

/** What became of a batch; what is none of these was kept as a person has edited it. */
export interface Imported {
  readonly created: readonly string[];
  readonly changed: readonly string[];
  readonly unchanged: number;
}

/** Imports take turns, batch by batch: two that hold the same products in another order would wait for each other for ever. */
export async function takeTurn(tx: Tx): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('catalogue import'))`);
}

/**
 * Writes products, each at most once in a batch. A product is replaced only if it differs, and only if its version is the one that
 * an import wrote last, or edited ones are replaced too; in any case not if it is edited while this runs.
 */
export async function writeProducts(tx: Tx, products: readonly ImportedProduct[], job: ImportJob): Promise<Imported> {
  const { rows } = await tx.query<Imported>(statement, [job.by, job.at, job.replacesEdited, ...columnsOf(products)]);
  const [imported] = rows;
  if (!imported) throw new Error('an aggregate gave no row');
  return imported;
}

/** Tells the replicas, at commit, what changed: each product, or that it is many. */
export async function announceChanges(tx: Tx, skus: readonly string[]): Promise<void> {
  if (skus.length === 0) return;
  const payloads = skus.length > MAX_ANNOUNCED ? ['many'] : skus.map((sku) => `product:${sku}`);
  await tx.query(`select pg_notify('catalogue_changes', payload) from unnest($1::text[]) as payload`, [payloads]);
}

const MAX_ANNOUNCED = 50;

const written = `name, brand, department, size, description, image_url, dietary, allergens,
  cost_minor, shelf_life_days, vat_class, cost_assumed`;

/** The columns that an import writes, as `table` has them. */
function of(table: string): string {
  return written.replace(/\w+/g, (column) => `${table}.${column}`);
}

/**
 * A cost that is not given stays as it is, and an assumed one never takes the place of one that is known. By `offset 0` each line's
 * product is looked up: left to choose, the planner may read all products for each batch.
 */
const statement = `with line as (
    select sku, name, brand, department, size, description, image_url, dietary::text[] as dietary,
           allergens::text[] as allergens, cost_minor, shelf_life_days, vat_class, cost_assumed
      from unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[],
                  $12::text[], $13::integer[], $14::integer[], $15::text[], $16::boolean[])
        as line (sku, ${written})
  ), existing as materialized (
    select line.sku, product.version, line.name, line.brand, line.department, line.size, line.description, line.image_url,
           line.dietary, line.allergens, cost.*, row (${of('product')}) as before,
           $3 or product.version = product.imported_version as may_change
      from line
     cross join lateral (select * from catalogue.products where sku = line.sku offset 0) as product
     cross join lateral (
       select product.cost_minor is not null
              and (line.cost_minor is null or line.cost_assumed and not product.cost_assumed) as is_kept
     ) as old
     cross join lateral (
       select case when is_kept then product.cost_minor else line.cost_minor end as cost_minor,
              case when is_kept then product.shelf_life_days else line.shelf_life_days end as shelf_life_days,
              case when is_kept then product.vat_class else line.vat_class end as vat_class,
              case when is_kept then product.cost_assumed else line.cost_assumed end as cost_assumed
     ) as cost
  ), differing as (
    select * from existing where before is distinct from row (${written})
  ), changed as (
    update catalogue.products as product
       set version = product.version + 1, imported_version = product.version + 1, written_by = $1, written_at = $2,
           (${written}) = row (${of('differing')})
      from differing
     where differing.may_change and product.sku = differing.sku and product.version = differing.version
    returning product.sku
  ), created as (
    insert into catalogue.products (sku, imported_version, written_by, written_at, ${written})
    select sku, 1, $1, $2, ${written}
      from line
     where sku not in (select sku from existing)
     order by sku
    on conflict (sku) do nothing
    returning sku
  )
  select array(select sku from created) as created, array(select sku from changed) as changed,
         (select count(*)::integer from existing) - (select count(*)::integer from differing) as unchanged`;

function columnsOf(products: readonly ImportedProduct[]): unknown[][] {
  return [
    products.map(({ sku }) => sku),
    products.map(({ name }) => name),
    products.map(({ brand = null }) => brand),
    products.map(({ department }) => department),
    products.map(({ size = null }) => size),
    products.map(({ description = null }) => description),
    products.map(({ imageUrl = null }) => imageUrl),
    products.map(({ dietary }) => arrayLiteral(dietary ?? [])),
    products.map(({ allergens }) => (allergens ? arrayLiteral(allergens) : null)),
    products.map(({ pricingInputs }) => pricingInputs?.cost.amountMinor ?? null),
    products.map(({ pricingInputs }) => pricingInputs?.shelfLifeDays ?? null),
    products.map(({ pricingInputs }) => pricingInputs?.vatClass ?? null),
    products.map(({ pricingInputs, costIsAssumed = false }) => pricingInputs !== undefined && costIsAssumed),
  ];
}

/** Lists of the contract's words: an array of arrays could not differ in length. */
function arrayLiteral(words: readonly string[]): string {
  return `{${words.join(',')}}`;
}
