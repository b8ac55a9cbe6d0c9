import type { Queryable, Tx } from '@grocer/chassis/postgres';

/** A delivery slot of a zone (a postcode area). */
export interface SlotRecord {
  readonly id: string;
  readonly postcodeArea: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly capacity: number;
  readonly booked: number;
  readonly feeMinor: number;
}

/** The slots of a zone that start after `after` and not later than `until`, earliest first. */
export async function listSlots(
  db: Queryable,
  { postcodeArea, after, until }: { postcodeArea: string; after: Date; until: Date },
): Promise<SlotRecord[]> {
  const { rows } = await db.query<SlotRecord>(
    `select id, postcode_area as "postcodeArea", starts_at as "startsAt", ends_at as "endsAt", capacity, booked,
            fee_minor as "feeMinor"
       from checkout.slots
      where postcode_area = $1 and starts_at > $2 and starts_at <= $3
      order by starts_at`,
    [postcodeArea, after, until],
  );
  return rows;
}

/** Gives an order's place in its slot back. */
export async function giveSlotBack(tx: Tx, orderId: string): Promise<void> {
  await tx.query(
    `update checkout.slots
        set booked = booked - 1
       from checkout.orders
      where orders.id = $1 and slots.id = orders.slot_id`,
    [orderId],
  );
}

export type NewSlot = Omit<SlotRecord, 'booked'>;

/** The slots that the delivery windows call for on `days` days of London's calendar, today first, and that do not exist yet. */
export async function findUnopenedSlots(
  db: Queryable,
  { now, days }: { now: Date; days: number },
): Promise<Omit<NewSlot, 'id'>[]> {
  const { rows } = await db.query<Omit<NewSlot, 'id'>>(
    `select delivery.postcode_area as "postcodeArea", opening.starts_at as "startsAt", opening.ends_at as "endsAt",
            delivery.capacity, delivery.fee_minor as "feeMinor"
       from checkout.delivery_windows as delivery
      cross join generate_series(0, $2::integer - 1) as ahead (days)
      cross join lateral (
        select ($1::timestamptz at time zone 'Europe/London')::date + ahead.days as date
      ) as day
      cross join lateral (
        select (day.date + delivery.starts_at) at time zone 'Europe/London' as starts_at,
               (day.date + delivery.ends_at) at time zone 'Europe/London' as ends_at
      ) as opening
      where not exists (
        select from checkout.slots
         where slots.postcode_area = delivery.postcode_area and slots.starts_at = opening.starts_at
      )
      order by opening.starts_at, delivery.postcode_area`,
    [now, days],
  );
  return rows;
}

/** Opens slots; one that another run has opened meanwhile is left as it is. */
export async function insertSlots(db: Queryable, slots: readonly NewSlot[]): Promise<void> {
  await db.query(
    `insert into checkout.slots (id, postcode_area, starts_at, ends_at, capacity, fee_minor)
     select * from unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::integer[], $6::integer[])
     on conflict (postcode_area, starts_at) do nothing`,
    [
      slots.map((slot) => slot.id),
      slots.map((slot) => slot.postcodeArea),
      slots.map((slot) => slot.startsAt),
      slots.map((slot) => slot.endsAt),
      slots.map((slot) => slot.capacity),
      slots.map((slot) => slot.feeMinor),
    ],
  );
}
