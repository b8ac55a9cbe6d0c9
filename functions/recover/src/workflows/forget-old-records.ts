import { deleteAppliedEvents } from '@grocer/orders/store/applied-events';
import { deleteExpiredKeys } from '@grocer/orders/store/idempotency-keys';
import type { Recovery } from '../recovery.ts';

/** Twice the longest that SQS keeps a message: no event that old can be delivered again. */
const EVENTS_KEPT_MS = 28 * 86_400_000;

/** Deletes idempotency keys that have expired and the ids of events that cannot come again; returns how many. */
export async function forgetOldRecords({ database, clock }: Recovery): Promise<number> {
  const now = clock();
  const keys = await deleteExpiredKeys(database, now);
  const events = await deleteAppliedEvents(database, new Date(now.getTime() - EVENTS_KEPT_MS));
  return keys + events;
}
