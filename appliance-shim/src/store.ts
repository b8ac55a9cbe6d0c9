import type { Queryable, Tx } from '@grocer/chassis/postgres';
import type { WarehouseEvent } from '@grocer/contracts/events';
import type { PickReason } from '@grocer/contracts/telegrams';

export interface OrderLine {
  readonly sku: string;
  readonly quantity: number;
}

/** A line of which the appliance may have reported a pick. */
export interface StoredLine extends OrderLine {
  readonly line: number;
  readonly picked: number | null;
}

/** How far an order is, as the warehouse has told. */
export interface StoredOrder {
  readonly isCancelled: boolean;
  readonly isPickingStarted: boolean;
  readonly isDispatched: boolean;
  readonly traceparent: string | undefined;
  readonly lines: readonly StoredLine[];
}

export interface UnsentEvent {
  readonly event: WarehouseEvent;
  readonly traceparent: string | undefined;
}

/** Inserts a released order; false when the order is known already, released or cancelled. */
export async function insertOrder(
  tx: Tx,
  order: { id: string; slotStartsAt: string; traceparent: string | undefined },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into warehouse.orders (id, slot_starts_at, traceparent, released_at) values ($1, $2, $3, now())
     on conflict (id) do nothing`,
    [order.id, order.slotStartsAt, order.traceparent ?? null],
  );
  return rowCount > 0;
}

export async function insertLines(tx: Tx, orderId: string, lines: readonly OrderLine[]): Promise<void> {
  await tx.query(
    `insert into warehouse.order_lines (order_id, line, sku, quantity)
     select $1, line, sku, quantity from unnest($2::text[], $3::int[]) with ordinality as lines (sku, quantity, line)`,
    [orderId, lines.map(({ sku }) => sku), lines.map(({ quantity }) => quantity)],
  );
}

/** Marks an order cancelled, be it known or not. False when it was cancelled before. */
export async function cancelOrder(tx: Tx, id: string): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into warehouse.orders (id, cancelled_at) values ($1, now())
     on conflict (id) do update set cancelled_at = excluded.cancelled_at where orders.cancelled_at is null`,
    [id],
  );
  return rowCount > 0;
}

/** Reads an order and locks it until the transaction ends; undefined when it is not known. */
export async function lockOrder(tx: Tx, id: string): Promise<StoredOrder | undefined> {
  const { rows } = await tx.query<Omit<StoredOrder, 'traceparent'> & { traceparent: string | null }>(
    `select cancelled_at is not null as "isCancelled",
            picking_started_at is not null as "isPickingStarted",
            dispatched_at is not null as "isDispatched",
            traceparent,
            array(
              select jsonb_build_object('line', line, 'sku', sku, 'quantity', quantity, 'picked', picked)
              from warehouse.order_lines where order_id = id order by line
            ) as lines
     from warehouse.orders where id = $1
     for update`,
    [id],
  );
  return rows[0] && { ...rows[0], traceparent: rows[0].traceparent ?? undefined };
}

/** The trace of an order's release, which everything about the order continues. */
export async function readTraceparent(database: Queryable, id: string): Promise<string | undefined> {
  const { rows } = await database.query<{ traceparent: string | null }>(
    'select traceparent from warehouse.orders where id = $1',
    [id],
  );
  return rows[0]?.traceparent ?? undefined;
}

export async function startPicking(tx: Tx, id: string): Promise<void> {
  await tx.query('update warehouse.orders set picking_started_at = now() where id = $1', [id]);
}

export async function recordPick(
  tx: Tx,
  pick: { orderId: string; line: number; picked: number; reason: PickReason },
): Promise<void> {
  await tx.query('update warehouse.order_lines set picked = $3, reason = $4 where order_id = $1 and line = $2', [
    pick.orderId,
    pick.line,
    pick.picked,
    pick.reason,
  ]);
}

export async function dispatchOrder(tx: Tx, id: string): Promise<void> {
  await tx.query('update warehouse.orders set dispatched_at = now() where id = $1', [id]);
}

/** Records an event to be sent. Its id is that of the telegram that brought it about. */
export async function insertEvent(tx: Tx, event: WarehouseEvent, traceparent: string | undefined): Promise<void> {
  await tx.query('insert into warehouse.outbox (id, subject, event, traceparent) values ($1, $2, $3, $4)', [
    event.id,
    event.subject,
    event,
    traceparent ?? null,
  ]);
}

/** Marks everything reported of an order to be sent again; returns how much that is. */
export async function unsendEvents(tx: Tx, orderId: string): Promise<number> {
  const { rowCount } = await tx.query('update warehouse.outbox set sent_at = null where subject = $1', [orderId]);
  return rowCount;
}

/** The oldest events that are not sent. */
export async function readUnsentEvents(database: Queryable, limit: number): Promise<UnsentEvent[]> {
  const { rows } = await database.query<{ event: WarehouseEvent; traceparent: string | null }>(
    'select event, traceparent from warehouse.outbox where sent_at is null order by position limit $1',
    [limit],
  );
  return rows.map(({ event, traceparent }) => ({ event, traceparent: traceparent ?? undefined }));
}

export async function markSent(database: Queryable, ids: readonly string[]): Promise<void> {
  await database.query('update warehouse.outbox set sent_at = now() where id = any ($1)', [ids]);
}
