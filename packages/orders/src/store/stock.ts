import type { Tx } from '@grocer/chassis/postgres';

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
