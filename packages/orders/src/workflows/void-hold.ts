import type { Queryable } from '@grocer/chassis/postgres';
import { withSpan } from '@grocer/chassis/telemetry/trace';
import type { Cancellation } from '../payment-outcomes.ts';
import type { PaymentGateway } from '../payments.ts';
import { recordVoid } from '../store/payments.ts';

/** Lets the hold of an order that has ended go. What does not succeed stays due: recover takes it up. */
export async function voidHold(
  { database, gateway }: { database: Queryable; gateway: Pick<PaymentGateway, 'cancel'> },
  { orderId, intent }: { orderId: string; intent: string },
): Promise<Cancellation> {
  return withSpan('void payment', { attributes: { 'grocer.order.id': orderId } }, async (span) => {
    const outcome = await gateway.cancel(intent);
    span.setAttribute('grocer.payment.outcome', outcome.kind);
    if (outcome.kind === 'voided') await recordVoid(database, orderId);
    return outcome;
  });
}
