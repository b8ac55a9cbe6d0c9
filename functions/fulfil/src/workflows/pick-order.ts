import { annotate } from '@grocer/chassis/telemetry/trace';
import type { OrderPicked } from '@grocer/contracts/events';
import { applyOnce, type Fulfilment } from './apply-once.ts';
import { endUnpicked } from './end-unpicked.ts';
import { recordPicks } from './record-picks.ts';

/** Applies `grocer.order.picked`: what is short is not paid for, and an order of which nothing was picked ends. */
export async function pickOrder(fulfilment: Fulfilment, event: OrderPicked): Promise<void> {
  const recorded = await applyOnce(fulfilment, event, async (tx, now) => {
    const result = await recordPicks(tx, event.data, { now, settleAfter: fulfilment.settleAfter(now) });
    if (result.kind !== 'past') return result;
    const { status } = result.order;
    return { kind: status === 'pending-payment' ? 'refused' : 'ignored', detail: `the order is ${status}` };
  });
  if (recorded?.kind === 'picked') annotate({ 'grocer.order.status': 'picked' });
  if (recorded?.kind === 'cancelled') await endUnpicked(fulfilment, recorded.order);
}
