import type { PickingStarted } from '@grocer/contracts/events';
import { startPicking as markPickingStarted } from '@grocer/orders/store/orders';
import { applyOnce, type Fulfilment } from './apply-once.ts';

/** Notes that somebody walks the aisles, from when on the customer cannot cancel. Late, it changes nothing. */
export async function startPicking(fulfilment: Fulfilment, event: PickingStarted): Promise<void> {
  await applyOnce(fulfilment, event, async (tx, now) => {
    const hasStarted = await markPickingStarted(tx, event.data.orderId, now);
    return hasStarted ? { kind: 'started' } : { kind: 'ignored', detail: 'the order is picked or has ended' };
  });
}
