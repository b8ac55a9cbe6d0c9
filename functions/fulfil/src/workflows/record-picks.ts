import type { Tx } from '@grocer/chassis/postgres';
import type { OrderPicked } from '@grocer/contracts/events';
import type { OrderRecord } from '@grocer/orders/domain/order';
import { applyPicks } from '@grocer/orders/domain/picking';
import { mayBecome } from '@grocer/orders/domain/status';
import { cancelUnpickedOrder, pickOrder, setPickedLines } from '@grocer/orders/store/orders';
import { lockOrder, readOrder } from '@grocer/orders/store/read-orders';
import { giveSlotBack } from '@grocer/orders/store/slots';
import { takePickedStock } from '@grocer/orders/store/stock';
import type { Unapplied } from './apply-once.ts';

/** The order after a report of picks: `picked`, `cancelled` since there was nothing, or `past` such reports. */
export interface PicksRecorded {
  readonly kind: 'picked' | 'cancelled' | 'past';
  readonly order: OrderRecord;
}

/** Writes how much of each line was picked, once per order: its reservation ends and its total follows. */
export async function recordPicks(
  tx: Tx,
  { orderId, lines }: OrderPicked['data'],
  { now, settleAfter }: { readonly now: Date; readonly settleAfter: Date },
): Promise<PicksRecorded | Unapplied> {
  const order = (await lockOrder(tx, orderId)) ? await readOrder(tx, orderId) : undefined;
  if (!order) return { kind: 'refused', detail: 'there is no such order' };
  if (!mayBecome(order.status, 'picked')) return { kind: 'past', order };

  const picks = applyPicks(order, lines);
  await setPickedLines(tx, orderId, picks.lines);
  if (picks.isNothing) {
    await cancelUnpickedOrder(tx, { orderId, at: now, settleAfter });
    await giveSlotBack(tx, orderId);
  } else {
    await pickOrder(tx, orderId, picks.totalMinor, now);
  }
  await takePickedStock(tx, orderId);
  return { kind: picks.isNothing ? 'cancelled' : 'picked', order: { ...order, totalMinor: picks.totalMinor } };
}
