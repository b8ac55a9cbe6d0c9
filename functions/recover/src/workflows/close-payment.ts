import { inTransaction } from '@grocer/chassis/postgres';
import { withSpan } from '@grocer/chassis/telemetry/trace';
import type { OrderRecord } from '@grocer/orders/domain/order';
import type { Cancellation, Capture, Finding } from '@grocer/orders/payment-outcomes';
import { recordCapture, stopSettling } from '@grocer/orders/store/payments';
import { readOrder } from '@grocer/orders/store/read-orders';
import { sendEvent } from '@grocer/orders/workflows/send-event';
import { settlePayment } from '@grocer/orders/workflows/settle-payment';
import { voidHold } from '@grocer/orders/workflows/void-hold';
import { isAbsenceFinal, stepFor } from '../domain/open-payment.ts';
import type { Recovery } from '../recovery.ts';

/** So often a void or a capture that the gateway refuses is tried; then it is an incident, for a person. */
const ATTEMPTS = 10;

/** Closes the open payment of an order; false when that must wait. */
export function closePayment(recovery: Recovery, orderId: string): Promise<boolean> {
  const { database, gateway, clock } = recovery;
  return withSpan('close payment', { attributes: { 'grocer.order.id': orderId } }, async (span) => {
    const order = await readOrder(database, orderId);
    const step = order ? stepFor(order, clock()) : 'nothing';
    span.setAttribute('grocer.recover.step', step);
    if (!order) return true;
    switch (step) {
      case 'authorise':
        return settle(recovery, order, await authoriseAgain(recovery, order));
      case 'find':
        return settle(recovery, order, await gateway.find(order));
      case 'void':
        return letGo(recovery, order);
      case 'capture':
        return captureAgain(recovery, order);
      case 'nothing':
        return true;
    }
  });
}

/** Repeats the authorisation under its key; where the gateway repeats its own failure, only its list can tell. */
async function authoriseAgain({ gateway }: Recovery, order: OrderRecord): Promise<Finding> {
  const outcome = await gateway.authorise(order);
  return outcome.kind === 'unknown' && outcome.isKeySpent ? gateway.find(order) : outcome;
}

async function settle(recovery: Recovery, order: OrderRecord, outcome: Finding): Promise<boolean> {
  const { database, clock, claimMs, absenceFinalMs, log } = recovery;
  const now = clock();
  if (outcome.kind === 'unknown') {
    log.warn({ orderId: order.id, reason: outcome.reason }, "the payment's outcome is still unknown");
    return false;
  }
  if (outcome.kind === 'none' && !isAbsenceFinal(order, now, absenceFinalMs)) return false;
  const settler = { source: 'recover' as const, now, sendAfter: new Date(now.getTime() + claimMs) };
  const settlement = await inTransaction(database, (tx) => settlePayment(tx, order, outcome, settler));
  if (settlement.kind === 'confirmed') await sendEvent(recovery, settlement.release);
  if (settlement.kind === 'moved-on' && settlement.toVoid) {
    await voidHold(recovery, { orderId: order.id, intent: settlement.toVoid.intent });
  }
  return true;
}

async function letGo(recovery: Recovery, order: OrderRecord): Promise<boolean> {
  const outcome = await voidHold(recovery, { orderId: order.id, intent: intentOf(order) });
  return outcome.kind === 'voided' || giveUp(recovery, order, outcome);
}

async function captureAgain(recovery: Recovery, order: OrderRecord): Promise<boolean> {
  const outcome = await recovery.gateway.capture(intentOf(order), order.totalMinor);
  if (outcome.kind !== 'captured') return giveUp(recovery, order, outcome);
  await recordCapture(recovery.database, order.id, outcome.amountMinor);
  return true;
}

/** Leaves a payment to a person when the gateway has refused often enough; an answer that is missing is waited for. */
async function giveUp(
  { database, log }: Recovery,
  order: OrderRecord,
  outcome: Exclude<Capture | Cancellation, { kind: 'captured' | 'voided' }>,
): Promise<boolean> {
  if (outcome.kind === 'unknown' || order.settleAttempts < ATTEMPTS) return false;
  log.error({ orderId: order.id, code: outcome.code }, `incident: the gateway refused ${ATTEMPTS} times`);
  await stopSettling(database, order.id);
  return true;
}

function intentOf({ id, paymentIntent }: OrderRecord): string {
  if (paymentIntent === null) throw new Error(`order ${id} has a payment to close, but no intent`);
  return paymentIntent;
}
