import type { Queryable, Tx } from '@grocer/chassis/postgres';
import type { OrderStatus, StatusChange } from '@grocer/contracts/checkout';
import type { OrderRecord } from '../domain/order.ts';

const selectOrders = `
  select orders.id, orders.customer, orders.status, orders.placed_at as "placedAt",
         orders.picking_started_at as "pickingStartedAt",
         orders.slot_id as "slotId", slots.starts_at as "slotStartsAt", slots.ends_at as "slotEndsAt",
         orders.delivery_address as "deliveryAddress", orders.delivery_fee_minor as "deliveryFeeMinor",
         orders.total_minor as "totalMinor", orders.payment_method as "paymentMethod",
         orders.payment_status as "paymentStatus", orders.payment_intent as "paymentIntent",
         orders.decline_code as "declineCode", orders.authorised_minor as "authorisedMinor",
         orders.captured_minor as "capturedMinor", orders.capture_before as "captureBefore",
         orders.settle_attempts as "settleAttempts",
         (select json_agg(json_build_object('sku', sku, 'name', name, 'quantity', quantity, 'picked', picked,
                                            'unitPriceMinor', unit_price_minor) order by position)
            from checkout.order_lines where order_id = orders.id) as lines,
         (select json_agg(json_build_object('status', status, 'at', ${rfc3339('at')}) order by position)
            from checkout.order_history where order_id = orders.id) as history
    from checkout.orders
    join checkout.slots on slots.id = orders.slot_id`;

export async function readOrder(db: Queryable, orderId: string): Promise<OrderRecord | undefined> {
  const { rows } = await db.query<OrderRecord>(`${selectOrders} where orders.id = $1`, [orderId]);
  return rows[0];
}

/** A page of a customer's orders, newest first (their ids sort by time), behind the order `after`. */
export async function listOrders(
  db: Queryable,
  { customer, after, limit }: { customer: string; after: string | undefined; limit: number },
): Promise<OrderRecord[]> {
  const { rows } = await db.query<OrderRecord>(
    `${selectOrders}
      where orders.customer = $1 and ($2::uuid is null or orders.id < $2)
      order by orders.id desc
      limit $3`,
    [customer, after ?? null, limit],
  );
  return rows;
}

/**
 * Locks an order until the transaction's end; false when there is none. Read it by a statement of its own afterwards:
 * the lock may have waited, and one statement sees lines and history as they were before.
 */
export async function lockOrder(tx: Tx, orderId: string): Promise<boolean> {
  const { rowCount } = await tx.query('select from checkout.orders where id = $1 for no key update', [orderId]);
  return rowCount === 1;
}

/** A step in an order's history; `position` counts from 1. */
export interface HistoryStep extends StatusChange {
  readonly orderId: string;
  readonly position: number;
  readonly status: OrderStatus;
}

/** The steps of many orders, each behind a position of its own: one statement for every watcher of an instance. */
export async function readStepsAfter(db: Queryable, positions: ReadonlyMap<string, number>): Promise<HistoryStep[]> {
  const { rows } = await db.query<HistoryStep>(
    `select step.order_id as "orderId", step.position, step.status, ${rfc3339('step.at')} as at
       from unnest($1::uuid[], $2::integer[]) as seen (order_id, position)
       join checkout.order_history as step on step.order_id = seen.order_id and step.position > seen.position
      order by step.order_id, step.position`,
    [[...positions.keys()], [...positions.values()]],
  );
  return rows;
}

/** A time as the contract writes it, also inside JSON, where Postgres would write its own format. */
function rfc3339(column: string): string {
  return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
