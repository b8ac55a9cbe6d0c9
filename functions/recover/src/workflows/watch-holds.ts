import { listExpiringHolds } from '@grocer/orders/store/expiring-holds';
import type { Recovery } from '../recovery.ts';

const WARN_AHEAD_MS = 12 * 3_600_000;

/** Tells of orders whose hold the gateway is about to let go of, with the goods not yet dispatched; returns how many. */
export async function watchHolds({ database, clock, log }: Recovery): Promise<number> {
  const holds = await listExpiringHolds(database, new Date(clock().getTime() + WARN_AHEAD_MS));
  for (const hold of holds) log.warn(hold, 'the hold on a card ends before its order is dispatched');
  return holds.length;
}
