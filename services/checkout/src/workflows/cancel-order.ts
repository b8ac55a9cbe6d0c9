import { Rejection } from '@grocer/chassis/errors';
import { inTransaction, type Tx } from '@grocer/chassis/postgres';
import { newEvent } from '@grocer/chassis/queue';
import { activeTraceparent, annotate, withSpan } from '@grocer/chassis/telemetry/trace';
import type { OrderRecord } from '@grocer/orders/domain/order';
import { cancelOrder } from '@grocer/orders/store/orders';
import { type OutboxRow, recordEvent } from '@grocer/orders/store/outbox';
import { readOrder } from '@grocer/orders/store/read-orders';
import { giveSlotBack } from '@grocer/orders/store/slots';
import { giveStockBack } from '@grocer/orders/store/stock';
import { sendEvent } from '@grocer/orders/workflows/send-event';
import { voidHold } from '@grocer/orders/workflows/void-hold';
import { type Checkout, HEAD_START_MS, later } from '../checkout.ts';
import { orLeaveToRecover } from './leave-to-recover.ts';

/** A cancelled order, and what the warehouse must be told if it may know of the order. */
interface Cancelled {
  readonly order: OrderRecord;
  readonly withdrawal?: OutboxRow;
}

/**
 * Cancels a customer's order until picking starts: stock and slot given back, the warehouse told, the hold let go.
 * An order that is already cancelled is answered again.
 */
export async function cancelOwnOrder(checkout: Checkout, orderId: string, customer: string): Promise<OrderRecord> {
  const { database, log } = checkout;
  const { order, withdrawal } = await withSpan('cancel order', { attributes: { 'grocer.order.id': orderId } }, () =>
    inTransaction(database, (tx) => cancel(tx, checkout, orderId, customer)),
  );
  const { paymentStatus, paymentIntent } = order;
  if (withdrawal) await orLeaveToRecover(log, orderId, () => sendEvent(checkout, withdrawal));
  if (paymentStatus !== 'authorised' || !paymentIntent) return order;
  await orLeaveToRecover(log, orderId, () => voidHold(checkout, { orderId, intent: paymentIntent }));
  return (await readOrder(database, orderId)) ?? order;
}

async function cancel(tx: Tx, { clock, claimMs }: Checkout, orderId: string, customer: string): Promise<Cancelled> {
  const at = clock();
  const settleAfter = later(at, claimMs + HEAD_START_MS);
  const isCancelled = await cancelOrder(tx, { orderId, customer, at, settleAfter });
  // The compare-and-set has locked the order: what is read now is what was cancelled, or why it was not.
  const order = await readOrder(tx, orderId);
  if (order?.customer !== customer) throw new Rejection('not-found', 'you have no such order');
  if (!isCancelled) {
    if (order.status === 'cancelled') return { order };
    throw new Rejection('too-late-to-cancel', `the order is ${order.pickingStartedAt ? 'being picked' : order.status}`);
  }
  annotate({ 'grocer.order.status': 'cancelled' });
  await giveSlotBack(tx, orderId);
  await giveStockBack(tx, orderId);
  // Before its payment was authorised, an order's release cannot have been sent.
  if (order.paymentStatus === 'unknown') return { order };
  const withdrawal = { event: withdrawalOf(orderId, at), traceparent: activeTraceparent() ?? null };
  await recordEvent(tx, withdrawal, later(at, HEAD_START_MS));
  return { order, withdrawal };
}

function withdrawalOf(orderId: string, time: Date) {
  return newEvent({
    source: 'checkout',
    type: 'grocer.order.cancelled',
    subject: orderId,
    time,
    data: { orderId },
  });
}
