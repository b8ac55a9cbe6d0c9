import { newId } from '@grocer/chassis/ids';
import { type Database, inTransaction, type Queryable } from '@grocer/chassis/postgres';
import { newEvent } from '@grocer/chassis/queue';
import type { OrderRecord } from '@grocer/orders/domain/order';
import type { Authorisation, Capture } from '@grocer/orders/payment-outcomes';
import { settlePayment } from '@grocer/orders/workflows/settle-payment';
import { insertPendingOrder, newOrder, openTestSlot, stockShelf, theOrder } from '@grocer/test-support/orders';
import type { Fulfilment } from '../src/workflows/apply-once.ts';

export const tea = '50184385';
export const milk = '5000159407236';

/** What a tea and the delivery cost, in pence. */
export interface Prices {
  readonly teaMinor: number;
  readonly deliveryFeeMinor: number;
}

/** A confirmed order of 2 tea at £2.50 and 3 milk at £1.35, delivered for £3.99, by default: £13.04 on hold. */
export async function confirmedOrder(
  admin: Queryable,
  database: Database,
  authorise: (order: OrderRecord) => Promise<Authorisation> = authoriseAll,
  { teaMinor = 250, deliveryFeeMinor = 399 }: Partial<Prices> = {},
): Promise<OrderRecord> {
  await stockShelf(admin, { [tea]: 10, [milk]: 10 });
  const line = (sku: string, quantity: number, unitPriceMinor: number) => ({
    sku,
    name: sku,
    quantity,
    unitPriceMinor,
  });
  const lines = [line(tea, 2, teaMinor), line(milk, 3, 135)].map((given) => ({ ...given, picked: null }));
  const slotId = await openTestSlot(admin);
  const order = await insertPendingOrder(database, newOrder({ slotId, lines, deliveryFeeMinor }));
  const outcome = await authorise(order);
  if (outcome.kind === 'unknown') throw new Error(outcome.reason);
  const settler = { source: 'checkout' as const, now: new Date(), sendAfter: new Date() };
  await inTransaction(database, (tx) => settlePayment(tx, order, outcome, settler));
  return theOrder(database, order.id);
}

async function authoriseAll({ totalMinor }: OrderRecord): Promise<Authorisation> {
  return { kind: 'authorised', hold: { intent: `pi_${newId()}`, amountMinor: totalMinor, captureBefore: null } };
}

/** A gateway that takes note of what it is asked, and captures unless it is told otherwise. */
export function notingGateway(captures: Capture[] = []) {
  const asked: string[] = [];
  const gateway: Fulfilment['gateway'] = {
    async capture(intent, amountMinor) {
      asked.push(`capture ${intent} ${amountMinor}`);
      return captures.shift() ?? { kind: 'captured', amountMinor };
    },
    async cancel(intent) {
      asked.push(`cancel ${intent}`);
      return { kind: 'voided' };
    },
  };
  return { asked, gateway };
}

/** Everything fulfil needs, around a gateway. */
export function fulfilmentWith(database: Database, gateway: Fulfilment['gateway']): Fulfilment {
  const silent = () => undefined;
  return {
    database,
    gateway,
    clock: () => new Date(),
    settleAfter: (now) => new Date(now.getTime() + 30_000),
    log: { debug: silent, info: silent, warn: silent, error: silent },
  };
}

const from = { source: 'appliance-shim', time: new Date() };

export function pickingStarted(orderId: string) {
  return newEvent({ ...from, type: 'grocer.order.picking-started', subject: orderId, data: { orderId } });
}

/** A report of an order's picks: how much of the 2 tea and of the 3 milk. */
export function picked(orderId: string, teas = 2, milks = 3) {
  return newEvent({ ...from, type: 'grocer.order.picked', subject: orderId, data: reportOf(orderId, teas, milks) });
}

export function dispatched(orderId: string, teas = 2, milks = 3) {
  return newEvent({ ...from, type: 'grocer.order.dispatched', subject: orderId, data: reportOf(orderId, teas, milks) });
}

export function stockAdjusted(sku: string, delta: number) {
  return newEvent({
    ...from,
    type: 'grocer.stock.adjusted',
    subject: sku,
    data: { sku, delta, reason: 'counted' as const },
  });
}

function reportOf(orderId: string, teas: number, milks: number) {
  const lines = [
    { sku: tea, quantity: 2, picked: teas },
    { sku: milk, quantity: 3, picked: milks },
  ];
  return { orderId, lines };
}
