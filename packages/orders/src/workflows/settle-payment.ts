import type { Queryable, Tx } from '@grocer/chassis/postgres';
import { newEvent } from '@grocer/chassis/queue';
import { activeTraceparent, annotate } from '@grocer/chassis/telemetry/trace';
import { afterStep, type OrderRecord } from '../domain/order.ts';
import type { Declined, Finding, Hold } from '../payment-outcomes.ts';
import type { StoredAnswer } from '../store/idempotency-keys.ts';
import { confirmOrder, rejectOrder } from '../store/orders.ts';
import type { OutboxRow } from '../store/outbox.ts';
import { recordLateHold, recordLateRefusal } from '../store/payments.ts';
import { giveSlotBack } from '../store/slots.ts';
import { giveStockBack } from '../store/stock.ts';

/** An outcome that settles a payment: all but "unknown". */
export type KnownOutcome = Exclude<Finding, { kind: 'unknown' }>;

/** Who settles (the event's source), when, and until when it sends the release itself. */
export interface Settler {
  readonly source: 'checkout' | 'recover';
  readonly now: Date;
  readonly sendAfter: Date;
  /** The answer that a confirmed order's key gets, when somebody waits for one. */
  readonly answerFor?: (order: OrderRecord) => StoredAnswer;
}

/**
 * What the outcome made of the order. `moved-on`: somebody else had settled or cancelled it; a hold that this order may not
 * keep is left `toVoid`.
 */
export type Settlement =
  | { readonly kind: 'confirmed'; readonly order: OrderRecord; readonly release: OutboxRow }
  | { readonly kind: 'rejected'; readonly order: OrderRecord }
  | { readonly kind: 'moved-on'; readonly toVoid: Hold | null };

/** Writes a payment's outcome: the order confirmed with its release recorded, or rejected with stock and slot given back. */
export async function settlePayment(
  tx: Tx,
  order: OrderRecord,
  outcome: KnownOutcome,
  settler: Settler,
): Promise<Settlement> {
  return outcome.kind === 'authorised'
    ? confirmPaid(tx, order, outcome.hold, settler)
    : reject(tx, order, outcome, settler);
}

/** Confirms an order whose payment is authorised: one statement, which needs no transaction around it. */
export async function confirmPaid(
  db: Queryable,
  order: OrderRecord,
  hold: Hold,
  { source, now, sendAfter, answerFor }: Settler,
): Promise<Settlement> {
  const release = { event: releaseOf(order, source, now), traceparent: activeTraceparent() ?? null };
  const confirmed = afterStep(order, 'confirmed', now, {
    paymentStatus: 'authorised',
    paymentIntent: hold.intent,
    authorisedMinor: hold.amountMinor,
    captureBefore: hold.captureBefore,
  });
  const answer = answerFor?.(confirmed) ?? null;
  if (!(await confirmOrder(db, { orderId: order.id, hold, release, answer, at: now, sendAfter }))) {
    const isLate = await recordLateHold(db, order.id, hold, sendAfter);
    return { kind: 'moved-on', toVoid: isLate ? hold : null };
  }
  annotate({ 'grocer.order.status': 'confirmed' });
  return { kind: 'confirmed', release, order: confirmed };
}

async function reject(
  tx: Tx,
  order: OrderRecord,
  outcome: Declined | { readonly kind: 'none' },
  { now }: Settler,
): Promise<Settlement> {
  const refusal = outcome.kind === 'declined' ? outcome : { code: null, intent: null };
  if (!(await rejectOrder(tx, order.id, refusal, now))) {
    await recordLateRefusal(tx, order.id, refusal.code);
    return { kind: 'moved-on', toVoid: null };
  }
  await giveSlotBack(tx, order.id);
  await giveStockBack(tx, order.id);
  annotate({ 'grocer.order.status': 'rejected' });
  return {
    kind: 'rejected',
    order: afterStep(order, 'rejected', now, {
      paymentStatus: outcome.kind === 'declined' ? 'declined' : 'none',
      paymentIntent: refusal.intent,
      declineCode: refusal.code,
    }),
  };
}

function releaseOf(order: OrderRecord, source: Settler['source'], time: Date) {
  return newEvent({
    source,
    type: 'grocer.order.released',
    subject: order.id,
    time,
    data: {
      orderId: order.id,
      slotStartsAt: order.slotStartsAt.toISOString(),
      lines: order.lines.map(({ sku, quantity }) => ({ sku, quantity })),
    },
  });
}
