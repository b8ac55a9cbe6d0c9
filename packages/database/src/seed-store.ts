import type { Tx } from '@grocer/chassis/postgres';
import { zones } from '@grocer/contracts/delivery';
import type { DemoProduct } from './assortment/assortment.ts';
import { type DemoPromotion, deliveryWindows, openingPriceMinor } from './opening.ts';

/** Adds the products that are not there; returns how many. */
export async function seedProducts(tx: Tx, products: readonly DemoProduct[], now: Date): Promise<number> {
  const { rowCount } = await tx.query(
    `insert into catalogue.products (
       sku, name, brand, department, size, description, image_url, dietary, allergens,
       cost_minor, shelf_life_days, vat_class, imported_version, written_by, written_at
     )
     select sku, name, brand, department, size, description, '/catalogue/v1/products/' || sku || '/picture.svg',
            dietary, allergens, "costMinor", "shelfLifeDays", "vatClass", 1, 'seed', $2
       from jsonb_to_recordset($1) as demo (
         sku text, name text, brand text, department text, size text, description text, dietary text[], allergens text[],
         "costMinor" integer, "shelfLifeDays" integer, "vatClass" text
       )
     on conflict (sku) do nothing`,
    [JSON.stringify(products), now],
  );
  return rowCount;
}

/** Prices the products that have no price; returns how many. */
export async function seedOpeningPrices(tx: Tx, products: readonly DemoProduct[], now: Date): Promise<number> {
  const { rowCount } = await tx.query(
    `with opened as (
       insert into pricing.prices (sku, amount_minor, reference_minor, effective_from, rule)
       select sku, amount, amount, $3, 'opening'
         from unnest($1::text[], $2::integer[]) as opening (sku, amount)
       on conflict (sku) do nothing
       returning sku, amount_minor, effective_from, rule
     )
     insert into pricing.price_changes (sku, amount_minor, effective_from, rule, inputs)
     select sku, amount_minor, effective_from, rule, '{}'
       from opened`,
    [products.map(({ sku }) => sku), products.map(openingPriceMinor), now],
  );
  return rowCount;
}

/** Plans the first promotions of a shop that has none: days in London, counted from today. */
export async function seedPromotions(tx: Tx, promotions: readonly DemoPromotion[], now: Date): Promise<void> {
  await tx.query(
    `insert into pricing.promotions (sku, starts_on, ends_on, percent_off)
     select sku, today + "startsInDays", today + "startsInDays" + "days" - 1, "percentOff"
       from jsonb_to_recordset($1) as demo (sku text, "startsInDays" integer, "days" integer, "percentOff" integer)
      cross join (select ($2::timestamptz at time zone 'Europe/London')::date as today) as london
      where not exists (select from pricing.promotions)`,
    [JSON.stringify(promotions), now],
  );
}

/** Puts the products on the shelf that have none, with the entry that says so; returns how many. */
export async function seedStock(tx: Tx, products: readonly DemoProduct[], now: Date): Promise<number> {
  const { rowCount } = await tx.query(
    `with shelf as (
       insert into checkout.stock (sku, on_hand)
       select * from unnest($1::text[], $2::integer[])
       on conflict (sku) do nothing
       returning sku, on_hand
     )
     insert into checkout.stock_entries (id, sku, delta, reason, at)
     select 'opening ' || sku, sku, on_hand, 'opening', $3
       from shelf`,
    [products.map(({ sku }) => sku), products.map(({ onHand }) => onHand), now],
  );
  return rowCount;
}

/** Adds the zones and the windows in which their slots are opened. */
export async function seedDelivery(tx: Tx): Promise<void> {
  await tx.query(
    `insert into checkout.delivery_zones (postcode_area, name)
     select area, 'London ' || area
       from unnest($1::text[]) as area
     on conflict (postcode_area) do nothing`,
    [zones],
  );
  await tx.query(
    `insert into checkout.delivery_windows (postcode_area, starts_at, ends_at, capacity, fee_minor)
     select area, "startsAt", "endsAt", capacity, "feeMinor"
       from unnest($1::text[]) as area
      cross join jsonb_to_recordset($2) as daily ("startsAt" time, "endsAt" time, capacity integer, "feeMinor" integer)
     on conflict (postcode_area, starts_at) do nothing`,
    [zones, JSON.stringify(deliveryWindows)],
  );
}
