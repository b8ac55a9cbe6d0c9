import { newId } from '@grocer/chassis/ids';
import type { Queryable } from '@grocer/chassis/postgres';
import { type OrderRecord, pendingOrder } from '@grocer/orders/domain/order';
import { orderTotal } from '@grocer/orders/domain/totals';
import { type Claim, placeReserved } from '@grocer/orders/store/placing';
import { readOrder } from '@grocer/orders/store/read-orders';
import { insertSlots } from '@grocer/orders/store/slots';

/** Puts so much of each SKU on the shelf, nothing of it reserved, with the entries that account for it. */
export async function stockShelf(admin: Queryable, onHand: Readonly<Record<string, number>>): Promise<void> {
  await admin.query(
    `with wanted as (
       select * from unnest($1::text[], $2::integer[]) as shelf (sku, on_hand)
     ), entry as (
       insert into checkout.stock_entries (id, sku, delta, reason, at)
       select gen_random_uuid(), wanted.sku, wanted.on_hand - coalesce(stock.on_hand, 0), 'opening', now()
         from wanted
         left join checkout.stock on stock.sku = wanted.sku
     )
     insert into checkout.stock (sku, on_hand) select sku, on_hand from wanted
     on conflict (sku) do update set on_hand = excluded.on_hand, reserved = 0`,
    [Object.keys(onHand), Object.values(onHand)],
  );
}

/** Opens a slot, by default tomorrow in SW; returns its id. */
export async function openTestSlot(
  admin: Queryable,
  slot: { postcodeArea?: string; startsInHours?: number; capacity?: number; feeMinor?: number } = {},
): Promise<string> {
  const { postcodeArea = 'SW', startsInHours = 24, capacity = 20, feeMinor = 399 } = slot;
  const id = newId();
  // No two slots of a zone start at once; a few milliseconds tell a test's slots apart.
  const startsAt = new Date(Date.now() + startsInHours * 3_600_000 + Math.floor(Math.random() * 1_000_000));
  const endsAt = new Date(startsAt.getTime() + 2 * 3_600_000);
  await admin.query(`insert into checkout.delivery_zones values ($1, $1) on conflict do nothing`, [postcodeArea]);
  await insertSlots(admin, [{ id, postcodeArea, startsAt, endsAt, capacity, feeMinor }]);
  return id;
}

/** An order as checkout would have made it, not yet in the database. */
export function newOrder({ slotId, ...given }: Partial<OrderRecord> & { slotId: string }): OrderRecord {
  const lines = given.lines ?? [{ sku: '50184385', name: 'Tea', quantity: 2, picked: null, unitPriceMinor: 250 }];
  const deliveryFeeMinor = given.deliveryFeeMinor ?? 399;
  const placedAt = given.placedAt ?? new Date();
  const order = pendingOrder({
    id: newId(),
    customer: 'customer-1',
    placedAt,
    lines,
    slot: { id: slotId, startsAt: placedAt, endsAt: placedAt },
    deliveryAddress: { line1: '1 Test Street', city: 'London', postcode: 'SW1A 1AA' },
    deliveryFeeMinor,
    totalMinor: orderTotal(lines, deliveryFeeMinor),
    paymentMethod: 'pm_card_visa',
  });
  return { ...order, ...given };
}

/** Writes an order as placing it does: slot booked, stock reserved, `pending-payment`. Returns it as it is read back. */
export async function insertPendingOrder(
  database: Queryable,
  order: OrderRecord,
  settleAfter = new Date(order.placedAt.getTime() + 60_000),
): Promise<OrderRecord> {
  const reservation = await placeReserved(database, order, { ...claimOf(order.id), settleAfter });
  if (reservation.kind !== 'reserved') throw new Error(`the test order is not reserved: ${reservation.kind}`);
  // As if it had expired: most tests are not about it.
  await database.query('delete from checkout.idempotency_keys where order_id = $1', [order.id]);
  return theOrder(database, order.id);
}

/** A key, free as long as it is new, and good for a day. */
export function claimOf(key: string, changes: Partial<Claim> = {}): Claim {
  const minutes = (count: number) => new Date(Date.now() + count * 60_000);
  return {
    scope: { customer: 'customer-1', operation: 'POST /checkout/v1/orders', key },
    bodyHash: Buffer.from('hash'),
    claimedUntil: minutes(1),
    expiresAt: minutes(24 * 60),
    settleAfter: minutes(1),
    ...changes,
  };
}

/** Reads an order that must be there. */
export async function theOrder(db: Queryable, orderId: string): Promise<OrderRecord> {
  const order = await readOrder(db, orderId);
  if (!order) throw new Error(`there is no order ${orderId}`);
  return order;
}

/** What is on a shelf and how much of it is promised. */
export async function readShelf(admin: Queryable, sku: string): Promise<{ onHand: number; reserved: number }> {
  const { rows } = await admin.query<{ onHand: number; reserved: number }>(
    'select on_hand as "onHand", reserved from checkout.stock where sku = $1',
    [sku],
  );
  return rows[0] ?? { onHand: 0, reserved: 0 };
}

/** How many places of a slot are taken. */
export async function readBooked(admin: Queryable, slotId: string): Promise<number> {
  const { rows } = await admin.query<{ booked: number }>('select booked from checkout.slots where id = $1', [slotId]);
  return rows[0]?.booked ?? 0;
}
