import type { Queryable } from '@grocer/chassis/postgres';
import type { OrderRecord } from '../domain/order.ts';
import type { KeyRecord, KeyScope } from './idempotency-keys.ts';
import type { SlotRecord } from './slots.ts';

/** What a request to place an order names: its key, and the slot it wants. */
export interface KeyAndSlot {
  readonly scope: KeyScope;
  readonly slotId: string;
}

/** What such a key was used for before, and the slot. */
export interface KeyAndSlotRecord {
  readonly key: KeyRecord | null;
  readonly slot: SlotRecord | null;
}

type Found = KeyRecord & SlotRecord & { readonly hasKey: boolean; readonly hasSlot: boolean };

/** Reads the keys and slots of several requests at once, in the order asked: every order begins with it. */
export async function readKeysAndSlots(
  db: Queryable,
  wanted: readonly KeyAndSlot[],
  now: Date,
): Promise<KeyAndSlotRecord[]> {
  const { rows } = await db.query<Found>(
    `select used.order_id is not null as "hasKey", used.body_hash as "bodyHash", used.order_id as "orderId",
            used.claimed_until as "claimedUntil", used.answer_status as "answerStatus", used.answer_body as "answerBody",
            slot.id is not null as "hasSlot", slot.id, slot.postcode_area as "postcodeArea", slot.starts_at as "startsAt",
            slot.ends_at as "endsAt", slot.capacity, slot.booked, slot.fee_minor as "feeMinor"
       from unnest($1::text[], $2::text[], $3::text[], $4::uuid[])
            with ordinality as wanted (customer, operation, key, slot_id, position)
       left join lateral (
              select * from checkout.idempotency_keys as used
               where used.customer = wanted.customer and used.operation = wanted.operation and used.key = wanted.key
                 and used.expires_at > $5
               limit 1
            ) as used on true
       left join lateral (select * from checkout.slots where slots.id = wanted.slot_id limit 1) as slot on true
      order by wanted.position`,
    [
      wanted.map(({ scope }) => scope.customer),
      wanted.map(({ scope }) => scope.operation),
      wanted.map(({ scope }) => scope.key),
      wanted.map(({ slotId }) => slotId),
      now,
    ],
  );
  return rows.map((row) => ({ key: row.hasKey ? row : null, slot: row.hasSlot ? row : null }));
}

/** The key that an order is placed under: until `claimedUntil` its holder is at work, and recover leaves the payment alone. */
export interface Claim {
  readonly scope: KeyScope;
  readonly bodyHash: Buffer;
  readonly claimedUntil: Date;
  readonly expiresAt: Date;
  readonly settleAfter: Date;
}

/** What became of an order: all of it was written, or nothing, because its slot is full, lines are short or its key is taken. */
export type Reservation =
  | { readonly kind: 'reserved' }
  | { readonly kind: 'slot-full' }
  | { readonly kind: 'short'; readonly shortages: readonly Shortage[] }
  | { readonly kind: 'key-taken' };

/** A line that the shelf cannot hold, and what can still be promised of it. */
export interface Shortage {
  readonly sku: string;
  readonly requested: number;
  readonly available: number;
}

interface Placed {
  readonly isPlaced: boolean;
  readonly hasPlace: boolean;
  readonly shortages: readonly Shortage[] | null;
}

/**
 * Places an order as `pending-payment`: key taken, slot booked, stock reserved, or none of it. It locks its slot, then its
 * shelves by SKU, then the key, and waits while a rival takes that: no two orders wait for each other. Locks last for one
 * statement and its commit, without a round trip in between, though thousands of orders want the same shelf.
 */
export async function placeReserved(db: Queryable, order: OrderRecord, claim: Claim): Promise<Reservation> {
  const { rows } = await db.query<Placed>(
    `with wanted as (
       select * from unnest($1::text[], $2::text[], $3::integer[], $4::integer[])
                with ordinality as line (sku, name, quantity, unit_price_minor, position)
     ), place as (
       select id from checkout.slots where id = $5 and booked < capacity for no key update
     ), shelf as (
       select stock.sku, stock.on_hand - stock.reserved as available
         from checkout.stock
         join wanted on wanted.sku = stock.sku
        cross join place
        order by stock.sku
          for no key update of stock
     ), short as (
       select wanted.*, greatest(0, shelf.available) as available
         from wanted
         left join shelf on shelf.sku = wanted.sku
        where coalesce(shelf.available, 0) < wanted.quantity
     ), claim as (
       insert into checkout.idempotency_keys (customer, operation, key, body_hash, order_id, claimed_until, expires_at)
       select $6, $7, $8, $9, $10, $11, $12 from place where not exists (select from short)
       on conflict (customer, operation, key) do update
          set body_hash = excluded.body_hash, order_id = excluded.order_id, claimed_until = excluded.claimed_until,
              expires_at = excluded.expires_at, answer_status = null, answer_body = null
        where idempotency_keys.expires_at <= $13
       returning order_id
     ), placed as (
       insert into checkout.orders
         (id, customer, status, status_at, placed_at, slot_id, delivery_address, delivery_fee_minor, total_minor,
          payment_method, payment_status, settle_after)
       select order_id, $6, 'pending-payment', $13, $13, $5, $14, $15, $16, $17, 'unknown', $18 from claim
     ), lines as (
       insert into checkout.order_lines (order_id, position, sku, name, quantity, unit_price_minor)
       select claim.order_id, position, sku, name, quantity, unit_price_minor from wanted cross join claim
     ), booked as (
       update checkout.slots set booked = booked + 1 from claim where slots.id = $5
     ), reserved as (
       update checkout.stock
          set reserved = stock.reserved + wanted.quantity
         from wanted
        cross join claim
        where stock.sku = wanted.sku
     )
     select exists (select from claim) as "isPlaced", exists (select from place) as "hasPlace",
            (select json_agg(json_build_object('sku', sku, 'requested', quantity, 'available', available)
                             order by position) from short) as shortages`,
    [...valuesOfLines(order), order.slotId, ...valuesOfClaim(order, claim), ...valuesOfOrder(order), claim.settleAfter],
  );
  return reservationOf(rows[0]);
}

function valuesOfLines({ lines }: OrderRecord): unknown[] {
  return [
    lines.map(({ sku }) => sku),
    lines.map(({ name }) => name),
    lines.map(({ quantity }) => quantity),
    lines.map(({ unitPriceMinor }) => unitPriceMinor),
  ];
}

function valuesOfClaim(order: OrderRecord, { scope, bodyHash, claimedUntil, expiresAt }: Claim): unknown[] {
  return [order.customer, scope.operation, scope.key, bodyHash, order.id, claimedUntil, expiresAt];
}

function valuesOfOrder(order: OrderRecord): unknown[] {
  const { placedAt, deliveryAddress, deliveryFeeMinor, totalMinor, paymentMethod } = order;
  return [placedAt, JSON.stringify(deliveryAddress), deliveryFeeMinor, totalMinor, paymentMethod];
}

function reservationOf(placed: Placed | undefined): Reservation {
  if (placed?.isPlaced) return { kind: 'reserved' };
  if (!placed?.hasPlace) return { kind: 'slot-full' };
  return placed.shortages ? { kind: 'short', shortages: placed.shortages } : { kind: 'key-taken' };
}
