import { claimUnsentEvents } from '@grocer/orders/store/outbox';
import { sendEvent } from '@grocer/orders/workflows/send-event';
import type { Recovery } from '../recovery.ts';
import { inBatches } from './in-batches.ts';

/** Sends what was recorded for the warehouse and not sent by whoever recorded it; returns how many events. */
export function sendUnsentEvents(recovery: Recovery): Promise<number> {
  return inBatches(
    recovery,
    (claim) => claimUnsentEvents(recovery.database, claim),
    async (row) => {
      await sendEvent(recovery, row);
      return true;
    },
  );
}
