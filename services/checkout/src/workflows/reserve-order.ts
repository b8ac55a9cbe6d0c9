import { Rejection } from '@grocer/chassis/errors';
import { type Database, inTransaction, type Tx } from '@grocer/chassis/postgres';
import { withSpan } from '@grocer/chassis/telemetry/trace';
import type { OrderRecord } from '@grocer/orders/domain/order';
import { availableOf, shortagesOf } from '@grocer/orders/domain/stock';
import { claimKey, type KeyScope } from '@grocer/orders/store/idempotency-keys';
import { insertOrder } from '@grocer/orders/store/orders';
import { bookSlot } from '@grocer/orders/store/slots';
import { readShelves, reserveStock } from '@grocer/orders/store/stock';

/** The key that an order is placed under, the hash of its body, and how long the request holds it. */
export interface Claim {
  readonly scope: KeyScope;
  readonly bodyHash: Buffer;
  readonly claimedUntil: Date;
  readonly expiresAt: Date;
}

/**
 * Takes the key, inserts the order, books its slot and reserves its stock, in one transaction; recover looks at its payment
 * from `settleAfter` on. False when another request has taken the key meanwhile. Rejects what cannot be had, and leaves no trace.
 */
export async function reserveOrder(
  database: Database,
  order: OrderRecord,
  { scope, ...claim }: Claim,
  settleAfter: Date,
): Promise<boolean> {
  return withSpan('reserve order', { attributes: { 'grocer.order.id': order.id } }, async (span) => {
    const isReserved = await inTransaction(database, async (tx) => {
      if (!(await claimKey(tx, scope, { ...claim, orderId: order.id, now: order.placedAt }))) return false;
      await insertOrder(tx, order, settleAfter);
      // The rows that many orders want come last, so that their locks are held for the shortest time.
      if (!(await bookSlot(tx, order.slotId))) throw new Rejection('slot-full', 'the slot has no place left');
      await reserveLines(tx, order);
      return true;
    });
    if (isReserved) span.setAttribute('grocer.order.status', 'pending-payment');
    return isReserved;
  });
}

async function reserveLines(tx: Tx, { lines }: OrderRecord): Promise<void> {
  const reserved = await reserveStock(tx, lines);
  if (reserved.size === lines.length) return;
  const shelves = await readShelves(
    tx,
    lines.map(({ sku }) => sku),
  );
  const available = new Map(shelves.map((shelf) => [shelf.sku, availableOf(shelf)]));
  throw new Rejection('out-of-stock', 'there is not enough on the shelf', {
    lines: shortagesOf(lines, reserved, available),
  });
}
