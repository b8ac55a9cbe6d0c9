import { type Database, inTransaction } from '@grocer/chassis/postgres';
import { activeTraceparent, annotate } from '@grocer/chassis/telemetry/trace';
import type { OrderCancelled } from '@grocer/contracts/events';
import { queueCancel, withdrawTelegrams } from '../journal.ts';
import { cancelOrder } from '../store.ts';

/** Keeps that an order is cancelled, even before its release comes, and tells the appliance if it may know of the order. */
export async function cancelReleasedOrder(database: Database, event: OrderCancelled): Promise<void> {
  const { orderId } = event.data;
  annotate({ 'grocer.order.id': orderId });
  await inTransaction(database, async (tx) => {
    if (!(await cancelOrder(tx, orderId))) return;
    await withdrawTelegrams(tx, orderId);
    await queueCancel(tx, orderId, activeTraceparent());
  });
}
