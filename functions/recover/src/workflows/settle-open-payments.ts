import { claimOrdersToSettle } from '@grocer/orders/store/payments';
import type { Recovery } from '../recovery.ts';
import { closePayment } from './close-payment.ts';
import { inBatches } from './in-batches.ts';

/** Settles, voids or captures what somebody left open; returns how many payments are open no more. */
export function settleOpenPayments(recovery: Recovery): Promise<number> {
  return inBatches(
    recovery,
    (claim) => claimOrdersToSettle(recovery.database, claim),
    (orderId) => closePayment(recovery, orderId),
  );
}
