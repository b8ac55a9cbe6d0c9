import type { Queryable, Tx } from '@grocer/chassis/postgres';
import type { Wanted } from '../domain/stock.ts';

/** Reserves each line that the shelf can hold and returns those SKUs. Rows are locked in SKU order: no two orders deadlock. */
export async function reserveStock(tx: Tx, wanted: readonly Wanted[]): Promise<Set<string>> {
  const { rows } = await tx.query<{ sku: string }>(
    `with wanted as (
       select sku, quantity from unnest($1::text[], $2::integer[]) as line (sku, quantity)
     ), shelf as (
       select stock.sku, stock.on_hand - stock.reserved as available
         from checkout.stock
         join wanted on wanted.sku = stock.sku
        order by stock.sku
          for no key update of stock
     )
     update checkout.stock
        set reserved = stock.reserved + wanted.quantity
       from shelf
       join wanted on wanted.sku = shelf.sku
      where stock.sku = shelf.sku
        and shelf.available >= wanted.quantity
     returning stock.sku`,
    [wanted.map(({ sku }) => sku), wanted.map(({ quantity }) => quantity)],
  );
  return new Set(rows.map(({ sku }) => sku));
}

/** Ends an order's reservation: the goods stay on the shelf. */
export async function giveStockBack(tx: Tx, orderId: string): Promise<void> {
  await tx.query(
    `with held as (
       select stock.sku, line.quantity
         from checkout.stock
         join checkout.order_lines as line on line.sku = stock.sku
        where line.order_id = $1
        order by stock.sku
          for no key update of stock
     )
     update checkout.stock
        set reserved = stock.reserved - held.quantity
       from held
      where stock.sku = held.sku`,
    [orderId],
  );
}

/** Ends an order's reservation: what was picked has left the shelf. */
export async function takePickedStock(tx: Tx, orderId: string): Promise<void> {
  await tx.query(
    `with held as (
       select stock.sku, line.quantity, line.picked
         from checkout.stock
         join checkout.order_lines as line on line.sku = stock.sku
        where line.order_id = $1
        order by stock.sku
          for no key update of stock
     )
     update checkout.stock
        set reserved = stock.reserved - held.quantity,
            on_hand = stock.on_hand - coalesce(held.picked, 0)
       from held
      where stock.sku = held.sku`,
    [orderId],
  );
}

/** A difference on a shelf; `id` is that of the event that told of it. */
export interface StockEntry {
  readonly id: string;
  readonly sku: string;
  readonly delta: number;
  readonly reason: string;
  readonly at: Date;
}

/** Adds the warehouse's difference to a shelf, which may be a new one, and keeps the entry. */
export async function adjustStock(tx: Tx, { id, sku, delta, reason, at }: StockEntry): Promise<void> {
  await tx.query(
    `with entry as (
       insert into checkout.stock_entries (id, sku, delta, reason, at) values ($1, $2, $3, $4, $5)
     )
     insert into checkout.stock (sku, on_hand) values ($2, $3)
     on conflict (sku) do update set on_hand = stock.on_hand + excluded.on_hand`,
    [id, sku, delta, reason, at],
  );
}

export interface Shelf {
  readonly sku: string;
  readonly onHand: number;
  readonly reserved: number;
}

export async function readShelves(db: Queryable, skus: readonly string[]): Promise<Shelf[]> {
  const { rows } = await db.query<Shelf>(
    `select sku, on_hand as "onHand", reserved from checkout.stock where sku = any($1::text[])`,
    [skus],
  );
  return rows;
}
