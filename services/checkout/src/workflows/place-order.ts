import { createHash } from 'node:crypto';
import { Rejection } from '@grocer/chassis/errors';
import { newId } from '@grocer/chassis/ids';
import { inTransaction } from '@grocer/chassis/postgres';
import { annotate, withSpan } from '@grocer/chassis/telemetry/trace';
import type { PlaceOrder } from '@grocer/contracts/checkout';
import { formatPostcode } from '@grocer/contracts/delivery';
import { type OrderRecord, pendingOrder } from '@grocer/orders/domain/order';
import type { Authorisation } from '@grocer/orders/payment-outcomes';
import { storeAnswer } from '@grocer/orders/store/idempotency-keys';
import { sendEvent } from '@grocer/orders/workflows/send-event';
import { type KnownOutcome, type Settlement, settlePayment } from '@grocer/orders/workflows/settle-payment';
import { voidHold } from '@grocer/orders/workflows/void-hold';
import canonicalize from 'canonicalize';
import { type Answer, answerFor } from '../answers.ts';
import { type Checkout, HEAD_START_MS, later } from '../checkout.ts';
import { readBasket } from '../domain/basket.ts';
import { answerAsItStands, answerKey, inProgress, type KeyUse } from './answer-key.ts';
import { orLeaveToRecover } from './leave-to-recover.ts';
import { type QuotedOrder, quoteOrder } from './quote-order.ts';
import { reserveOrder } from './reserve-order.ts';

/** An authorised and well-formed request to place an order. */
export interface Placing {
  readonly customer: string;
  readonly key: string;
  readonly body: PlaceOrder;
}

/** Places an order (architecture.md, "How an order flows", 2 to 6), or answers what its key was used for before. */
export async function placeOrder(checkout: Checkout, { customer, key, body }: Placing): Promise<Answer> {
  const basket = readBasket(body.lines);
  if (basket.errors.length > 0) {
    throw new Rejection('validation-failed', 'the lines have bad values, see errors', { errors: basket.errors });
  }
  const use = { scope: { customer, operation: 'POST /checkout/v1/orders', key }, bodyHash: hashOf(body) };
  const known = await answerKey(checkout, use);
  if (known) return known;

  const quoted = await quoteOrder(checkout, basket.lines, body);
  const order = draft(customer, body, quoted, checkout.clock());
  annotate({ 'grocer.order.id': order.id });
  if (!(await reserveOrder(checkout, order, use))) return answerRival(checkout, use);
  const outcome = await authorise(checkout, order);
  if (outcome.kind === 'unknown') return answerAsItStands(checkout, order.id, { isReplayed: false });
  return settle(checkout, order, outcome);
}

/** The body's hash, equal for bodies that are equal by RFC 8785. */
function hashOf(body: PlaceOrder): Buffer {
  return createHash('sha256')
    .update(canonicalize(body) ?? '')
    .digest();
}

/** Another request with the same key has placed its order first. */
async function answerRival(checkout: Checkout, use: KeyUse): Promise<Answer> {
  const answer = await answerKey(checkout, use);
  if (!answer) throw inProgress();
  return answer;
}

function draft(customer: string, body: PlaceOrder, { slot, ...quoted }: QuotedOrder, now: Date): OrderRecord {
  const { deliveryAddress, paymentMethod } = body;
  return pendingOrder({
    id: newId(),
    customer,
    placedAt: now,
    ...quoted,
    slot,
    deliveryFeeMinor: slot.feeMinor,
    deliveryAddress: { ...deliveryAddress, postcode: formatPostcode(deliveryAddress.postcode) },
    paymentMethod,
  });
}

async function authorise({ gateway, log }: Checkout, order: OrderRecord): Promise<Authorisation> {
  return withSpan('authorise payment', { attributes: { 'grocer.order.id': order.id } }, async (span) => {
    const outcome = await gateway.authorise(order);
    span.setAttribute('grocer.payment.outcome', outcome.kind);
    if (outcome.kind === 'unknown') {
      log.warn({ orderId: order.id, reason: outcome.reason }, "the payment's outcome is unknown");
    }
    return outcome;
  });
}

/** Confirms or rejects the order and stores the answer with it; then tells the warehouse. */
async function settle(checkout: Checkout, order: OrderRecord, outcome: KnownOutcome): Promise<Answer> {
  const now = checkout.clock();
  const settler = { source: 'checkout' as const, now, sendAfter: later(now, HEAD_START_MS) };
  const { settlement, answer } = await withSpan('settle order', { attributes: { 'grocer.order.id': order.id } }, () =>
    inTransaction(checkout.database, async (tx) => {
      const made = await settlePayment(tx, order, outcome, settler);
      if (made.kind === 'moved-on') return { settlement: made, answer: undefined };
      const first = answerFor(made.order, { isReplayed: false });
      const isStored = await storeAnswer(tx, order.id, { ...first, at: now });
      return { settlement: made, answer: isStored ? first : undefined };
    }),
  );
  await orLeaveToRecover(checkout.log, order.id, () => followUp(checkout, order, settlement));
  return answer ?? answerAsItStands(checkout, order.id, { isReplayed: false });
}

async function followUp(checkout: Checkout, order: OrderRecord, settlement: Settlement): Promise<void> {
  if (settlement.kind === 'confirmed') await sendEvent(checkout, settlement.release);
  if (settlement.kind === 'moved-on' && settlement.toVoid) {
    await voidHold(checkout, { orderId: order.id, intent: settlement.toVoid.intent });
  }
}
