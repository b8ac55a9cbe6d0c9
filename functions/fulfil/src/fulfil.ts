import { annotate } from '@grocer/chassis/telemetry/trace';
import type { WarehouseEvent } from '@grocer/contracts/events';
import { withKeptSkus } from './domain/reported-skus.ts';
import { adjustShelf } from './workflows/adjust-shelf.ts';
import type { Fulfilment } from './workflows/apply-once.ts';
import { dispatchOrder } from './workflows/dispatch-order.ts';
import { pickOrder } from './workflows/pick-order.ts';
import { startPicking } from './workflows/start-picking.ts';

/** Applies what the warehouse reports. An event that comes again, late or out of order does no harm. */
export async function fulfil(fulfilment: Fulfilment, reported: WarehouseEvent): Promise<void> {
  const event = withKeptSkus(reported);
  if (event.type === 'grocer.stock.adjusted') return adjustShelf(fulfilment, event);
  annotate({ 'grocer.order.id': event.data.orderId });
  switch (event.type) {
    case 'grocer.order.picking-started':
      return startPicking(fulfilment, event);
    case 'grocer.order.picked':
      return pickOrder(fulfilment, event);
    case 'grocer.order.dispatched':
      return dispatchOrder(fulfilment, event);
  }
}
