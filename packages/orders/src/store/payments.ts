import type { Queryable, Tx } from '@grocer/chassis/postgres';
import type { Hold } from '../payment-outcomes.ts';

/** picked → dispatched, its money taken. */
export async function dispatchCaptured(tx: Tx, orderId: string, capturedMinor: number, at: Date): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update checkout.orders
        set status = 'dispatched', status_at = $3, payment_status = 'captured', captured_minor = $2, settle_after = null
      where id = $1 and status = 'picked'`,
    [orderId, capturedMinor, at],
  );
  return rowCount === 1;
}

/** picked → dispatched, though the gateway refused the capture; recover tries again from `settleAfter` on. */
export async function dispatchUncaptured(tx: Tx, orderId: string, at: Date, settleAfter: Date): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update checkout.orders
        set status = 'dispatched', status_at = $2, payment_status = 'capture-failed', settle_after = $3,
            settle_attempts = 0
      where id = $1 and status = 'picked'`,
    [orderId, at, settleAfter],
  );
  return rowCount === 1;
}

/** A refused capture has succeeded after all. */
export async function recordCapture(db: Queryable, orderId: string, capturedMinor: number): Promise<boolean> {
  const { rowCount } = await db.query(
    `update checkout.orders
        set payment_status = 'captured', captured_minor = $2, settle_after = null
      where id = $1 and payment_status = 'capture-failed'`,
    [orderId, capturedMinor],
  );
  return rowCount === 1;
}

/** A payment turned out authorised after its order had ended: it is to be voided, by recover from `settleAfter` on. */
export async function recordLateHold(db: Queryable, orderId: string, hold: Hold, settleAfter: Date): Promise<boolean> {
  const { rowCount } = await db.query(
    `update checkout.orders
        set payment_status = 'authorised', payment_intent = $2, authorised_minor = $3, capture_before = $4,
            settle_after = $5, settle_attempts = 0
      where id = $1 and status in ('cancelled', 'rejected') and payment_status in ('unknown', 'none')`,
    [orderId, hold.intent, hold.amountMinor, hold.captureBefore, settleAfter],
  );
  return rowCount === 1;
}

/** A payment turned out declined (`code`), or never made (null), after its order had ended: nothing is left to do. */
export async function recordLateRefusal(tx: Tx, orderId: string, code: string | null): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update checkout.orders
        set decline_code = $2, settle_after = null,
            payment_status = case when $2::text is null then 'none' else 'declined' end
      where id = $1 and status in ('cancelled', 'rejected') and payment_status = 'unknown'`,
    [orderId, code],
  );
  return rowCount === 1;
}

/** The hold of an order that has ended is given back. */
export async function recordVoid(db: Queryable, orderId: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `update checkout.orders
        set payment_status = 'voided', settle_after = null
      where id = $1 and status in ('cancelled', 'rejected') and payment_status = 'authorised'`,
    [orderId],
  );
  return rowCount === 1;
}

/** Takes up to `limit` orders whose payment is open and due; until `until` nobody else does. */
export async function claimOrdersToSettle(
  db: Queryable,
  { now, until, limit }: { now: Date; until: Date; limit: number },
): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `update checkout.orders
        set settle_after = $2, settle_attempts = settle_attempts + 1
      where id in (select id from checkout.orders where settle_after <= $1
                    order by settle_after limit $3 for update skip locked)
     returning id`,
    [now, until, limit],
  );
  return rows.map(({ id }) => id);
}

/** Leaves a payment alone from now on: what is open about it is an incident, for a person. */
export async function stopSettling(db: Queryable, orderId: string): Promise<void> {
  await db.query('update checkout.orders set settle_after = null where id = $1', [orderId]);
}
