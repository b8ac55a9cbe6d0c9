import { Rejection } from '@grocer/chassis/errors';
import { inTransaction, type Tx } from '@grocer/chassis/postgres';
import { withSpan } from '@grocer/chassis/telemetry/trace';
import type { OrderRecord } from '@grocer/orders/domain/order';
import { availableOf, shortagesOf } from '@grocer/orders/domain/stock';
import { claimKey } from '@grocer/orders/store/idempotency-keys';
import { insertOrder } from '@grocer/orders/store/orders';
import { bookSlot } from '@grocer/orders/store/slots';
import { readShelves, reserveStock } from '@grocer/orders/store/stock';
import { type Checkout, HEAD_START_MS, later } from '../checkout.ts';
import type { KeyUse } from './answer-key.ts';

const KEY_LIFE_MS = 24 * 3_600_000;

/**
 * Takes the key, inserts the order, books its slot and reserves its stock, in one transaction. False when another request has
 * taken the key meanwhile. Rejects what cannot be had, and leaves no trace then.
 */
export async function reserveOrder(
  { database, claimMs }: Pick<Checkout, 'database' | 'claimMs'>,
  order: OrderRecord,
  { scope, bodyHash }: KeyUse,
): Promise<boolean> {
  const now = order.placedAt;
  const claim = {
    bodyHash,
    orderId: order.id,
    now,
    claimedUntil: later(now, claimMs),
    expiresAt: later(now, KEY_LIFE_MS),
  };
  return withSpan('reserve order', { attributes: { 'grocer.order.id': order.id } }, async (span) => {
    const isReserved = await inTransaction(database, async (tx) => {
      if (!(await claimKey(tx, scope, claim))) return false;
      await insertOrder(tx, order, later(now, claimMs + HEAD_START_MS));
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
