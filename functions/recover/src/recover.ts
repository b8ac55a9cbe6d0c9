import { openSlots } from '@grocer/orders/workflows/open-slots';
import type { Recovery } from './recovery.ts';
import { forgetOldRecords } from './workflows/forget-old-records.ts';
import { resendSilentOrders } from './workflows/resend-silent-orders.ts';
import { sendUnsentEvents } from './workflows/send-unsent-events.ts';
import { settleOpenPayments } from './workflows/settle-open-payments.ts';
import { watchHolds } from './workflows/watch-holds.ts';

/** What one run did, by task. */
export type Summary = Record<string, number>;

/** In this order: what an order waits for comes first. */
const tasks: Record<string, (recovery: Recovery) => Promise<number>> = {
  slotsOpened: ({ database, clock }) => openSlots(database, clock()),
  paymentsSettled: settleOpenPayments,
  ordersSentAgain: resendSilentOrders,
  eventsSent: sendUnsentEvents,
  holdsAboutToEnd: watchHolds,
  recordsForgotten: forgetOldRecords,
};

/**
 * Picks up what a crash, or a dependency's absence, left behind. Two runs at once share the work. A task that fails does not
 * keep the others from running; then the run fails, so that it is seen.
 */
export async function recover(recovery: Recovery): Promise<Summary> {
  const summary: Summary = {};
  const failed: string[] = [];
  for (const [name, task] of Object.entries(tasks)) {
    try {
      summary[name] = await task(recovery);
    } catch (error) {
      recovery.log.error({ err: error, task: name }, 'a task of recover failed');
      failed.push(name);
    }
  }
  if (failed.length > 0) throw new Error(`recover failed at: ${failed.join(', ')}`);
  return summary;
}
