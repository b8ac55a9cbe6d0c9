import { resendSilentReleases } from '@grocer/orders/store/outbox';
import type { Recovery } from '../recovery.ts';

/** Makes the releases of orders that the warehouse is silent about due again; the warehouse knows them by their id. */
export async function resendSilentOrders({ database, clock, silenceMs, log }: Recovery): Promise<number> {
  const now = clock();
  const before = new Date(now.getTime() - silenceMs);
  const orderIds = await resendSilentReleases(database, { now, slotBefore: before, sentBefore: before });
  for (const orderId of orderIds) log.warn({ orderId }, 'the warehouse is silent about an order, it is sent again');
  return orderIds.length;
}
