import { annotate } from '@grocer/chassis/telemetry/trace';
import type { OrderRecord } from '@grocer/orders/domain/order';
import { voidHold } from '@grocer/orders/workflows/void-hold';
import type { Fulfilment } from './apply-once.ts';

/** Lets the hold of an order go that was cancelled because nothing was picked; what fails here is recover's. */
export async function endUnpicked(fulfilment: Fulfilment, { id, paymentIntent }: OrderRecord): Promise<void> {
  annotate({ 'grocer.order.status': 'cancelled' });
  if (paymentIntent) await voidHold(fulfilment, { orderId: id, intent: paymentIntent });
}
