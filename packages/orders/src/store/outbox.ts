import type { Queryable, Tx } from '@grocer/chassis/postgres';
import type { WarehouseOrder } from '@grocer/contracts/events';

/** An event on its way to the warehouse. */
export interface OutboxRow {
  readonly event: WarehouseOrder;
  /** The trace that the event continues, where there is one. */
  readonly traceparent: string | null;
}

/** Records an event with the change it tells of; its writer sends it until `sendAfter`, recover afterwards. */
export async function recordEvent(tx: Tx, { event, traceparent }: OutboxRow, sendAfter: Date): Promise<void> {
  await tx.query(
    `insert into checkout.outbox (id, order_id, type, event, traceparent, send_after)
     values ($1, $2, $3, $4, $5, $6)`,
    [event.id, event.data.orderId, event.type, JSON.stringify(event), traceparent, sendAfter],
  );
}

/**
 * Marks events as sent. A release also makes its order `released`, if it is still `confirmed`; returns those that did.
 * The row is always marked: the warehouse may have been faster.
 */
export async function markEventsSent(db: Queryable, eventIds: readonly string[], at: Date): Promise<Set<string>> {
  const { rows } = await db.query<{ id: string }>(
    `with sent as (
       update checkout.outbox set sent_at = $2 where id = any($1::uuid[]) returning id, order_id, type
     )
     update checkout.orders
        set status = 'released', status_at = $2
       from sent
      where orders.id = sent.order_id and sent.type = 'grocer.order.released' and orders.status = 'confirmed'
     returning sent.id`,
    [eventIds, at],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Takes up to `limit` unsent events that are due; until `until` nobody else does. */
export async function claimUnsentEvents(
  db: Queryable,
  { now, until, limit }: { now: Date; until: Date; limit: number },
): Promise<OutboxRow[]> {
  const { rows } = await db.query<OutboxRow>(
    `update checkout.outbox
        set send_after = $2
      where id in (select id from checkout.outbox where sent_at is null and send_after <= $1
                    order by send_after limit $3 for update skip locked)
     returning event, traceparent`,
    [now, until, limit],
  );
  return rows;
}

/**
 * Makes the releases of silent orders due again: not reported to their end though their slot started before `slotBefore`,
 * and not sent since `sentBefore`. The warehouse then repeats what it has reported. Returns the orders.
 */
export async function resendSilentReleases(
  db: Queryable,
  { now, slotBefore, sentBefore }: { now: Date; slotBefore: Date; sentBefore: Date },
): Promise<string[]> {
  const { rows } = await db.query<{ orderId: string }>(
    `update checkout.outbox
        set sent_at = null, send_after = $1
      where id in (select release.id
                     from checkout.orders
                     join checkout.slots on slots.id = orders.slot_id
                     join checkout.outbox as release on release.order_id = orders.id
                    where orders.status in ('released', 'picked') and slots.starts_at < $2
                      and release.type = 'grocer.order.released' and release.sent_at < $3
                      for update of release skip locked)
     returning order_id as "orderId"`,
    [now, slotBefore, sentBefore],
  );
  return rows.map(({ orderId }) => orderId);
}
