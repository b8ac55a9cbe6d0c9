import { Rejection } from '@grocer/chassis/errors';
import { minimumTotalMinor, type PlaceOrder } from '@grocer/contracts/checkout';
import { pence, pounds } from '@grocer/contracts/money';
import type { LineRecord } from '@grocer/orders/domain/order';
import { lastOfferedStart } from '@grocer/orders/domain/slots';
import { orderTotal } from '@grocer/orders/domain/totals';
import type { SlotRecord } from '@grocer/orders/store/slots';
import type { Checkout } from '../checkout.ts';
import type { Quote } from '../clients/catalogue.ts';
import type { BasketLine } from '../domain/basket.ts';
import { isBookable } from '../domain/slot-offer.ts';

/** The gateway's own maximum for an amount, in pence. */
const MAXIMUM_TOTAL_MINOR = 99_999_999;

/** What an order would cost, and the slot it wants. */
export interface QuotedOrder {
  readonly lines: readonly LineRecord[];
  readonly slot: SlotRecord;
  readonly totalMinor: number;
}

/** Prices an order and makes the business checks that need no lock, in the contract's order. */
export async function quoteOrder(
  { catalogue, clock }: Pick<Checkout, 'catalogue' | 'clock'>,
  basket: readonly BasketLine[],
  request: PlaceOrder,
  slot: SlotRecord | null,
): Promise<QuotedOrder> {
  const lines = priceLines(basket, await catalogue.quote(basket.map(({ sku }) => sku)));
  if (!slot) throw unknownSlot();
  const totalMinor = orderTotal(lines, slot.feeMinor);
  checkTotal(totalMinor, request.expectedTotal?.amountMinor);
  const now = clock();
  const booking = { postcode: request.deliveryAddress.postcode, now, until: lastOfferedStart(now) };
  if (!isBookable(slot, booking)) throw unknownSlot();
  return { lines, slot, totalMinor };
}

function priceLines(basket: readonly BasketLine[], quotes: ReadonlyMap<string, Quote>): LineRecord[] {
  const unknown = basket.filter(({ sku }) => !quotes.has(sku)).map(({ sku }) => sku);
  const lines = basket.flatMap(({ sku, quantity }) => {
    const quote = quotes.get(sku);
    return quote ? [{ sku, quantity, picked: null, ...quote }] : [];
  });
  if (unknown.length === 0) return lines;
  throw new Rejection('product-unknown', `not for sale: ${unknown.join(', ')}`, { skus: unknown });
}

function checkTotal(totalMinor: number, expectedMinor: number | undefined): void {
  if (totalMinor < minimumTotalMinor || totalMinor > MAXIMUM_TOTAL_MINOR) {
    const detail = `comes to ${pounds(totalMinor)}, which no card can be charged with`;
    throw new Rejection('validation-failed', `the order ${detail}`, { errors: [{ pointer: '#/lines', detail }] });
  }
  if (expectedMinor === undefined || expectedMinor === totalMinor) return;
  const detail = `the order comes to ${pounds(totalMinor)}, not ${pounds(expectedMinor)}`;
  throw new Rejection('price-changed', detail, { total: pence(totalMinor) });
}

function unknownSlot(): Rejection {
  return new Rejection('slot-unknown', 'the slot is not on offer, of another postcode area, or none at all');
}
