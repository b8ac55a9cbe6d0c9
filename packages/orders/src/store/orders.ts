import type { Queryable, Tx } from '@grocer/chassis/postgres';
import type { Hold } from '../payment-outcomes.ts';
import type { StoredAnswer } from './idempotency-keys.ts';
import type { OutboxRow } from './outbox.ts';

/**
 * pending-payment → confirmed, with its release recorded (store/outbox.ts) and the answer stored that its key now has; false
 * when the order has moved on meanwhile.
 */
export async function confirmOrder(
  db: Queryable,
  { orderId, hold, release, answer, at, sendAfter }: Confirmation,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `with confirmed as (
       update checkout.orders
          set status = 'confirmed', status_at = $2, payment_status = 'authorised', payment_intent = $3,
              authorised_minor = $4, capture_before = $5, settle_after = null
        where id = $1 and status = 'pending-payment'
       returning id
     ), answered as (
       update checkout.idempotency_keys
          set answer_status = $11, answer_body = $12, claimed_until = least(claimed_until, $2)
         from confirmed
        where order_id = confirmed.id and $11::smallint is not null
     )
     insert into checkout.outbox (id, order_id, type, event, traceparent, send_after)
     select $6, id, $7, $8, $9, $10 from confirmed`,
    [
      orderId,
      at,
      hold.intent,
      hold.amountMinor,
      hold.captureBefore,
      release.event.id,
      release.event.type,
      JSON.stringify(release.event),
      release.traceparent,
      sendAfter,
      answer?.status ?? null,
      answer?.body ?? null,
    ],
  );
  return rowCount === 1;
}

/** What makes an order confirmed; its writer sends the release until `sendAfter`, recover afterwards. */
export interface Confirmation {
  readonly orderId: string;
  readonly hold: Hold;
  readonly release: OutboxRow;
  /** Null when whoever confirms answers nobody. While an order is pending, no stored answer of its key is a final one. */
  readonly answer: StoredAnswer | null;
  readonly at: Date;
  readonly sendAfter: Date;
}

/** Why an order was refused its payment; `code` null when the gateway has no payment of it at all. */
export interface Refusal {
  readonly code: string | null;
  readonly intent: string | null;
}

/** pending-payment → rejected; false when the order has moved on meanwhile. */
export async function rejectOrder(tx: Tx, orderId: string, refusal: Refusal, at: Date): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update checkout.orders
        set status = 'rejected', status_at = $2, decline_code = $3, payment_intent = $4, settle_after = null,
            payment_status = case when $3::text is null then 'none' else 'declined' end
      where id = $1 and status = 'pending-payment'`,
    [orderId, at, refusal.code, refusal.intent],
  );
  return rowCount === 1;
}

/** The customer's cancel, by compare-and-set until picking starts; recover sees to the payment from `settleAfter` on. */
export async function cancelOrder(
  tx: Tx,
  { orderId, customer, at, settleAfter }: { orderId: string; customer: string; at: Date; settleAfter: Date },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update checkout.orders
        set status = 'cancelled', status_at = $3, settle_after = $4, settle_attempts = 0
      where id = $1 and customer = $2 and picking_started_at is null
        and status in ('pending-payment', 'confirmed', 'released')`,
    [orderId, customer, at, settleAfter],
  );
  return rowCount === 1;
}

/** Notes that picking has started; a report that comes after the picks changes nothing. */
export async function startPicking(tx: Tx, orderId: string, at: Date): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update checkout.orders
        set picking_started_at = $2
      where id = $1 and picking_started_at is null and status in ('confirmed', 'released')`,
    [orderId, at],
  );
  return rowCount === 1;
}

/** Notes how much of each line was picked. */
export async function setPickedLines(
  tx: Tx,
  orderId: string,
  lines: readonly { readonly sku: string; readonly picked: number | null }[],
): Promise<void> {
  await tx.query(
    `update checkout.order_lines
        set picked = report.picked
       from unnest($2::text[], $3::integer[]) as report (sku, picked)
      where order_lines.order_id = $1 and order_lines.sku = report.sku`,
    [orderId, lines.map(({ sku }) => sku), lines.map(({ picked }) => picked)],
  );
}

/** confirmed or released → picked, with the total that the picks leave. */
export async function pickOrder(tx: Tx, orderId: string, totalMinor: number, at: Date): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update checkout.orders
        set status = 'picked', status_at = $3, total_minor = $2,
            picking_started_at = coalesce(picking_started_at, $3)
      where id = $1 and status in ('confirmed', 'released')`,
    [orderId, totalMinor, at],
  );
  return rowCount === 1;
}

/** confirmed or released → cancelled, because nothing was picked: no goods, no fee; the hold is recover's until voided. */
export async function cancelUnpickedOrder(
  tx: Tx,
  { orderId, at, settleAfter }: { orderId: string; at: Date; settleAfter: Date },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update checkout.orders
        set status = 'cancelled', status_at = $2, total_minor = 0, delivery_fee_minor = 0, settle_after = $3,
            settle_attempts = 0
      where id = $1 and status in ('confirmed', 'released')`,
    [orderId, at, settleAfter],
  );
  return rowCount === 1;
}
