import { newId } from '@grocer/chassis/ids';
import type { Queryable } from '@grocer/chassis/postgres';
import { insertSlots } from '@grocer/orders/store/slots';
import { stockShelf } from '@grocer/test-support/orders';
import { type SlotName, shelvesAtStart, slots } from './world.ts';

const tables = [
  'outbox',
  'idempotency_keys',
  'order_history',
  'order_lines',
  'orders',
  'applied_events',
  'stock_entries',
  'stock',
  'slots',
];

/** Empties the tables, fills the shelves and opens the slots; returns the slots' ids. */
export async function stockAndOpen(admin: Queryable, startedAt: Date): Promise<Record<SlotName, string>> {
  await admin.query(tables.map((table) => `delete from checkout.${table};`).join(' '));
  await admin.query(`insert into checkout.delivery_zones values ('SW', 'SW') on conflict do nothing`);
  await stockShelf(admin, shelvesAtStart);
  const ids = { soon: newId(), later: newId() };
  const opened = (['soon', 'later'] as const).map((name) => {
    const startsAt = new Date(startedAt.getTime() + slots[name].startsAt);
    const endsAt = new Date(startsAt.getTime() + 3_600_000);
    const { capacity, feeMinor } = slots[name];
    return { id: ids[name], postcodeArea: 'SW', startsAt, endsAt, capacity, feeMinor };
  });
  await insertSlots(admin, opened);
  return ids;
}
