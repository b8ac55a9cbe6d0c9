import { problems, problemType } from '@grocer/contracts/problems';
import { answerOf } from '@grocer/orders/domain/answer';
import type { OrderRecord } from '@grocer/orders/domain/order';
import type { StoredAnswer } from '@grocer/orders/store/idempotency-keys';

/** An answer to placing an order: its body is kept as text, so that a retry gets the same bytes. */
export interface Answer extends StoredAnswer {
  readonly orderId: string;
  /** True when the order was placed by an earlier request. */
  readonly isReplayed: boolean;
}

/** The order as it stands: 202 while its payment is open, 402 when it was rejected for it, else 201. */
export function answerFor(order: OrderRecord, { isReplayed }: { isReplayed: boolean }): Answer {
  const common = { orderId: order.id, isReplayed };
  if (order.status === 'rejected') return { ...common, status: 402, body: JSON.stringify(declineOf(order)) };
  const status = order.status === 'pending-payment' ? 202 : 201;
  return { ...common, status, body: JSON.stringify(answerOf(order)) };
}

function declineOf(order: OrderRecord) {
  const code = 'payment-declined';
  return {
    type: problemType(code),
    title: problems[code].title,
    status: problems[code].status,
    detail: 'the card was not charged; the order is rejected and its goods are given back',
    instance: '/checkout/v1/orders',
    // Stripe's own code for a payment that failed without a reason from the card's issuer.
    declineCode: order.declineCode ?? 'processing_error',
    orderId: order.id,
  };
}
