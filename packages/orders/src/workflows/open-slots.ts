import { newId } from '@grocer/chassis/ids';
import type { Queryable } from '@grocer/chassis/postgres';
import { DAYS_OPENED } from '../domain/slots.ts';
import { findUnopenedSlots, insertSlots } from '../store/slots.ts';

/** Opens the slots of the days ahead that are not open yet; returns how many. Run it as often as you like. */
export async function openSlots(db: Queryable, now: Date): Promise<number> {
  const unopened = await findUnopenedSlots(db, { now, days: DAYS_OPENED });
  if (unopened.length > 0)
    await insertSlots(
      db,
      unopened.map((slot) => ({ ...slot, id: newId() })),
    );
  return unopened.length;
}
