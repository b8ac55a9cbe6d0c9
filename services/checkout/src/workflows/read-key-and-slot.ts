import { inGroupsOn } from '@grocer/chassis/groups';
import { type KeyAndSlot, type KeyAndSlotRecord, readKeysAndSlots } from '@grocer/orders/store/placing';
import type { Checkout } from '../checkout.ts';

const READ_AT_ONCE = 50;

/** Reads what a request names; those that come while a reading is under way share the next one. */
export const readKeyAndSlot = inGroupsOn<Pick<Checkout, 'database' | 'clock'>, KeyAndSlot, KeyAndSlotRecord>(
  READ_AT_ONCE,
  ({ database, clock }, wanted) => readKeysAndSlots(database, wanted, clock()),
);
