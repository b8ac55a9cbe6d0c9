import { Rejection } from '@grocer/chassis/errors';
import { withSpan } from '@grocer/chassis/telemetry/trace';
import type { OrderRecord } from '@grocer/orders/domain/order';
import { placeReserved, type Reservation } from '@grocer/orders/store/placing';
import { type Checkout, HEAD_START_MS, later } from '../checkout.ts';
import type { KeyUse } from './answer-key.ts';

const KEY_LIFE_MS = 24 * 3_600_000;

/** Takes the key, books the slot, reserves the stock and inserts the order; or leaves no trace, and says why. */
export async function reserveOrder(
  { database, claimMs }: Pick<Checkout, 'database' | 'claimMs'>,
  order: OrderRecord,
  use: KeyUse,
): Promise<Reservation> {
  const now = order.placedAt;
  const claim = {
    ...use,
    claimedUntil: later(now, claimMs),
    expiresAt: later(now, KEY_LIFE_MS),
    settleAfter: later(now, claimMs + HEAD_START_MS),
  };
  return withSpan('reserve order', { attributes: { 'grocer.order.id': order.id } }, async (span) => {
    const reservation = await placeReserved(database, order, claim);
    if (reservation.kind === 'reserved') span.setAttribute('grocer.order.status', 'pending-payment');
    return reservation;
  });
}

/** Why an order that was not reserved cannot be had. */
export function refusalOf(reservation: Exclude<Reservation, { kind: 'reserved' | 'key-taken' }>): Rejection {
  if (reservation.kind === 'slot-full') return new Rejection('slot-full', 'the slot has no place left');
  return new Rejection('out-of-stock', 'there is not enough on the shelf', { lines: reservation.shortages });
}
