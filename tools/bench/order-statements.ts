import type { Tx } from '@grocer/chassis/postgres';
import { newEvent } from '@grocer/chassis/queue';
import { answerOf } from '@grocer/orders/domain/answer';
import { pendingOrder } from '@grocer/orders/domain/order';
import { confirmOrder } from '@grocer/orders/store/orders';
import { markEventsSent } from '@grocer/orders/store/outbox';
import { placeReserved, readKeysAndSlots } from '@grocer/orders/store/placing';

/** A statement as a store function issues it. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The statements of one transaction; a lone one commits by itself. */
export type Transaction = readonly Statement[];

/** What differs from order to order. As a value, or an element of one, each stands for what the order has in its place. */
export const placeholders = {
  orderId: 'the-order',
  eventId: 'the-event',
  key: 'the-key',
  intent: 'the-intent',
  sku: 'the-sku',
  slotId: 'the-slot',
} as const;

/** What checkout asks of the database for one order of one line, transaction by transaction, told by its own store. */
export async function orderTransactions(): Promise<Transaction[]> {
  const { orderId, eventId, key, intent, sku, slotId } = placeholders;
  const now = new Date();
  const soon = new Date(now.getTime() + 30_000);
  const scope = { customer: 'bench', operation: 'POST /checkout/v1/orders', key };
  const order = pendingOrder({
    id: orderId,
    customer: 'bench',
    placedAt: now,
    lines: [{ sku, name: 'Semi-skimmed milk', quantity: 1, picked: null, unitPriceMinor: 135 }],
    slot: { id: slotId, startsAt: soon, endsAt: soon },
    deliveryAddress: { line1: '1 Bench Street', city: 'London', postcode: 'E1 6AN' },
    deliveryFeeMinor: 399,
    totalMinor: 534,
    paymentMethod: 'pm_card_visa',
  });
  const release = {
    event: newEvent({
      source: 'checkout',
      type: 'grocer.order.released',
      subject: orderId,
      id: eventId,
      time: now,
      data: { orderId, slotStartsAt: now.toISOString(), lines: [{ sku, quantity: 1 }] },
    }),
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  };
  const hold = { intent, amountMinor: 534, captureBefore: soon };
  const answer = { status: 201, body: JSON.stringify(answerOf(order)) } as const;
  const claim = { scope, bodyHash: Buffer.alloc(32), claimedUntil: soon, expiresAt: soon, settleAfter: soon };
  return [
    await record((db) => readKeysAndSlots(db, [{ scope, slotId }], now)),
    await record((db) => placeReserved(db, order, claim)),
    await record((db) => confirmOrder(db, { orderId, hold, release, answer, at: now, sendAfter: soon })),
    await record((db) => markEventsSent(db, [eventId], now)),
  ];
}

/**
 * How what checkout sent for a real order differs from these; undefined when it is the same, statement by statement, or as far
 * as telemetry tells of it.
 */
export function differenceOf(transactions: readonly Transaction[], sent: readonly string[]): string | undefined {
  const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').trim();
  const [ours, theirs] = [transactions.flat().map(({ text }) => oneLine(text)), sent.map(oneLine)];
  const place = Array.from({ length: Math.max(ours.length, theirs.length) }, (_, index) => index).find(
    (index) => !isAsTold(ours[index] ?? '', theirs[index] ?? ''),
  );
  if (place === undefined) return undefined;
  return `statement ${place + 1} is sent as: ${theirs[place] ?? 'none'}\nand measured as: ${ours[place] ?? 'none'}`;
}

/** Telemetry cuts long texts off. */
function isAsTold(text: string, told: string): boolean {
  return told.length > 1 && told.endsWith('…') ? text.startsWith(told.slice(0, -1)) : text === told;
}

/** Notes what is asked of a database that answers nothing. */
async function record(work: (tx: Tx) => Promise<unknown>): Promise<Transaction> {
  const statements: Statement[] = [];
  await work({
    isTransaction: true,
    async query(text, values = []) {
      statements.push({ text, values });
      return { rows: [], rowCount: 0 };
    },
  });
  return statements;
}
