import { Unavailable } from '@grocer/chassis/errors';
import { inTransaction } from '@grocer/chassis/postgres';
import { annotate, withSpan } from '@grocer/chassis/telemetry/trace';
import type { OrderDispatched } from '@grocer/contracts/events';
import type { OrderRecord } from '@grocer/orders/domain/order';
import { applyPicks } from '@grocer/orders/domain/picking';
import { dispatchCaptured, dispatchUncaptured } from '@grocer/orders/store/payments';
import { applyOnce, type Fulfilment, type Unapplied } from './apply-once.ts';
import { endUnpicked } from './end-unpicked.ts';
import { recordPicks } from './record-picks.ts';

/**
 * Applies `grocer.order.dispatched`: the picks, if no `picked` came before; then what was picked is captured, with no transaction
 * open; then the order is `dispatched` together with the capture's outcome and the claim of the event.
 */
export async function dispatchOrder(fulfilment: Fulfilment, event: OrderDispatched): Promise<void> {
  const now = fulfilment.clock();
  const times = { now, settleAfter: fulfilment.settleAfter(now) };
  const recorded = await inTransaction(fulfilment.database, (tx) => recordPicks(tx, event.data, times));
  switch (recorded.kind) {
    case 'picked':
      annotate({ 'grocer.order.status': 'picked' });
      return captureAndDispatch(fulfilment, event, recorded.order);
    case 'past':
      if (recorded.order.status === 'picked') return captureAndDispatch(fulfilment, event, recorded.order);
      return void (await applyOnce(fulfilment, event, async () => tooLate(recorded.order, event)));
    case 'cancelled':
      await applyOnce(fulfilment, event, async () => recorded);
      return endUnpicked(fulfilment, recorded.order);
    default:
      return void (await applyOnce(fulfilment, event, async () => recorded));
  }
}

async function captureAndDispatch(fulfilment: Fulfilment, event: OrderDispatched, order: OrderRecord): Promise<void> {
  const { gateway, settleAfter, log } = fulfilment;
  const { id, paymentIntent, totalMinor } = order;
  if (!paymentIntent) throw new Error(`order ${id} is picked, but nothing holds its payment`);
  await withSpan('dispatch order', { attributes: { 'grocer.order.id': id } }, async (span) => {
    const capture = await gateway.capture(paymentIntent, totalMinor);
    span.setAttribute('grocer.payment.outcome', capture.kind);
    if (capture.kind === 'unknown') throw new Unavailable('payment-gateway', { cause: new Error(capture.reason) });
    if (capture.kind === 'refused') log.warn({ orderId: id, code: capture.code }, 'capture refused');
    const applied = await applyOnce(fulfilment, event, async (tx, now) => {
      const isWritten =
        capture.kind === 'captured'
          ? await dispatchCaptured(tx, id, capture.amountMinor, now)
          : await dispatchUncaptured(tx, id, now, settleAfter(now));
      return isWritten ? { kind: 'dispatched' } : { kind: 'ignored', detail: 'the order is dispatched' };
    });
    if (applied?.kind === 'dispatched') span.setAttribute('grocer.order.status', 'dispatched');
  });
}

/** Goods that left for an order that has ended are an incident, unless nothing was picked, which is what ended it. */
function tooLate(order: OrderRecord, event: OrderDispatched): Unapplied {
  const isHarmless = order.status === 'dispatched' || applyPicks(order, event.data.lines).isNothing;
  return { kind: isHarmless ? 'ignored' : 'refused', detail: `the order is ${order.status}` };
}
