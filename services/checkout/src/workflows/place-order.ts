import { createHash } from 'node:crypto';
import { Rejection } from '@grocer/chassis/errors';
import { newId } from '@grocer/chassis/ids';
import { inTransaction } from '@grocer/chassis/postgres';
import { annotate, withSpan } from '@grocer/chassis/telemetry/trace';
import type { PlaceOrder } from '@grocer/contracts/checkout';
import { formatPostcode } from '@grocer/contracts/delivery';
import { type OrderRecord, pendingOrder } from '@grocer/orders/domain/order';
import type { Authorisation, Hold } from '@grocer/orders/payment-outcomes';
import { storeAnswer } from '@grocer/orders/store/idempotency-keys';
import type { Reservation } from '@grocer/orders/store/placing';
import { sendEvent } from '@grocer/orders/workflows/send-event';
import {
  confirmPaid,
  type KnownOutcome,
  type Settlement,
  type Settler,
  settlePayment,
} from '@grocer/orders/workflows/settle-payment';
import { voidHold } from '@grocer/orders/workflows/void-hold';
import canonicalize from 'canonicalize';
import { type Answer, answerFor } from '../answers.ts';
import { type Checkout, HEAD_START_MS, later } from '../checkout.ts';
import { readBasket } from '../domain/basket.ts';
import { answerAsItStands, answerRival, answerUsedKey, inProgress, type KeyUse } from './answer-key.ts';
import { orLeaveToRecover } from './leave-to-recover.ts';
import { type QuotedOrder, quoteOrder } from './quote-order.ts';
import { readKeyAndSlot } from './read-key-and-slot.ts';
import { refusalOf, reserveOrder } from './reserve-order.ts';

/** An authorised and well-formed request to place an order. */
export interface Placing {
  readonly customer: string;
  readonly key: string;
  readonly body: PlaceOrder;
}

type Unreserved = Exclude<Reservation, { kind: 'reserved' }>;
type Unpaid = Exclude<KnownOutcome, { kind: 'authorised' }>;

/** Places an order (architecture.md, "How an order flows", 2 to 6), or answers what its key was used for before. */
export async function placeOrder(checkout: Checkout, { customer, key, body }: Placing): Promise<Answer> {
  const basket = readBasket(body.lines);
  if (basket.errors.length > 0) {
    throw new Rejection('validation-failed', 'the lines have bad values, see errors', { errors: basket.errors });
  }
  const use = { scope: { customer, operation: 'POST /checkout/v1/orders', key }, bodyHash: hashOf(body) };
  const { key: used, slot } = await readKeyAndSlot(checkout, { scope: use.scope, slotId: body.slotId });
  if (used) return answerUsedKey(checkout, used, use.bodyHash);

  const quoted = await quoteOrder(checkout, basket.lines, body, slot);
  const order = draft(customer, body, quoted, checkout.clock());
  annotate({ 'grocer.order.id': order.id });
  const reservation = await reserveOrder(checkout, order, use);
  if (reservation.kind !== 'reserved') return answerUnreserved(checkout, use, reservation);
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

/** What was not reserved may be what a rival with the same key has taken: then the answer is its order. */
async function answerUnreserved(checkout: Checkout, use: KeyUse, reservation: Unreserved): Promise<Answer> {
  const answer = await answerRival(checkout, use);
  if (answer) return answer;
  throw reservation.kind === 'key-taken' ? inProgress() : refusalOf(reservation);
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
  const settlement = await withSpan('settle order', { attributes: { 'grocer.order.id': order.id } }, () =>
    outcome.kind === 'authorised' ? confirm(checkout, order, outcome.hold) : reject(checkout, order, outcome),
  );
  await orLeaveToRecover(checkout.log, order.id, () => followUp(checkout, order, settlement));
  if (settlement.kind === 'moved-on') return answerAsItStands(checkout, order.id, { isReplayed: false });
  return answerFor(settlement.order, { isReplayed: false });
}

function confirm(checkout: Checkout, order: OrderRecord, hold: Hold): Promise<Settlement> {
  const answer = (confirmed: OrderRecord) => answerFor(confirmed, { isReplayed: false });
  return confirmPaid(checkout.database, order, hold, { ...settlerOf(checkout), answerFor: answer });
}

function reject(checkout: Checkout, order: OrderRecord, outcome: Unpaid): Promise<Settlement> {
  const settler = settlerOf(checkout);
  return inTransaction(checkout.database, async (tx) => {
    const settlement = await settlePayment(tx, order, outcome, settler);
    if (settlement.kind === 'rejected') {
      await storeAnswer(tx, order.id, { ...answerFor(settlement.order, { isReplayed: false }), at: settler.now });
    }
    return settlement;
  });
}

function settlerOf({ clock }: Checkout): Settler {
  const now = clock();
  return { source: 'checkout', now, sendAfter: later(now, HEAD_START_MS) };
}

async function followUp(checkout: Checkout, order: OrderRecord, settlement: Settlement): Promise<void> {
  if (settlement.kind === 'confirmed') await sendEvent(checkout, settlement.release);
  if (settlement.kind === 'moved-on' && settlement.toVoid) {
    await voidHold(checkout, { orderId: order.id, intent: settlement.toVoid.intent });
  }
}
