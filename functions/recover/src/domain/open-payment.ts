import type { OrderStatus, PaymentStatus } from '@grocer/contracts/checkout';

/** An order whose payment somebody left open. */
export interface OpenPayment {
  readonly status: OrderStatus;
  readonly paymentStatus: PaymentStatus;
  readonly placedAt: Date;
  readonly history: readonly { readonly at: string }[];
}

/**
 * What closes an open payment: the authorisation repeated under its key, the payment looked up at the gateway, the hold let go,
 * the capture tried again, or nothing, since somebody else was faster.
 */
export type Step = 'authorise' | 'find' | 'void' | 'capture' | 'nothing';

const MINUTE_MS = 60_000;
/** The gateway forgets an idempotency key after 24 h, and charges again. */
const KEY_REPEATABLE_MS = 23 * 60 * MINUTE_MS;

export function stepFor(order: OpenPayment, now: Date): Step {
  const isOff = order.status === 'cancelled' || order.status === 'rejected';
  switch (order.paymentStatus) {
    case 'unknown':
      // An order that is off is only looked up: repeating its authorisation might make the very hold that nobody wants.
      return isOff || ageOf(order, now) > KEY_REPEATABLE_MS ? 'find' : 'authorise';
    case 'authorised':
      return isOff ? 'void' : 'nothing';
    case 'capture-failed':
      return 'capture';
    default:
      return 'nothing';
  }
}

/**
 * True when a payment that the gateway does not have cannot appear any more. Counted from the order's last step: a request may
 * have been under way when a customer cancelled, and none begins after that.
 */
export function isAbsenceFinal({ history, placedAt }: OpenPayment, now: Date, absenceFinalMs: number): boolean {
  const lastStepAt = new Date(history.at(-1)?.at ?? placedAt);
  return now.getTime() - lastStepAt.getTime() > absenceFinalMs;
}

function ageOf({ placedAt }: OpenPayment, now: Date): number {
  return now.getTime() - placedAt.getTime();
}
