import { newId } from '@grocer/chassis/ids';
import type { OrderRecord } from '@grocer/orders/domain/order';
import { placeOrder } from '../../../services/checkout/src/workflows/place-order.ts';
import { type Process, startProcess } from './process.ts';
import type { Shop } from './shop.ts';

/** A workflow about to be run by a process that dies of it. */
export interface Doing {
  readonly customer: string;
  act(process: Process): Promise<unknown>;
  /** What others do right after the crash: the customer asks again, the queue delivers again. */
  meanwhile?(): Promise<unknown>;
  /** What the customer does when all has come to rest; it may begin the work anew. */
  afterwards?(): Promise<unknown>;
  /** What the customer finds when that has come to rest, too. */
  finally?(): Promise<unknown>;
}

export interface Scenario {
  readonly name: string;
  prepare(shop: Shop): Promise<Doing>;
  /** The order at the end, and what moved at the gateway, whichever call the process died of. */
  readonly ends: string;
}

export const paid = 'dispatched, captured: authorised 1304, captured 1304';
export const voided = 'cancelled, voided: authorised 1304, released 1304';
export const declined = 'rejected, declined: declined 1304';

/** The gateway charges this card and breaks the connection, once. */
export const answerLost = 'pm_card_resetAfterCharge';

/** A customer who is about to place an order, and may ask again. */
export async function placing(shop: Shop, card = 'pm_card_visa') {
  const customer = `customer ${newId()}`;
  const request = { customer, key: 'key', body: await shop.draftOrder(card) };
  return { customer, place: (process: Process) => placeOrder(shop.checkoutIn(process), request) };
}

/** How an order was placed: by which card, and before which call its placing died, if it did. */
export interface Placed {
  readonly diesBefore?: string;
  readonly card?: string;
}

export async function placed(shop: Shop, { diesBefore, card }: Placed = {}): Promise<OrderRecord> {
  const { customer, place } = await placing(shop, card);
  await dieBefore(diesBefore, place);
  const [order] = await shop.ordersOf(customer);
  if (!order) throw new Error('no order was placed');
  return order;
}

/** Runs a process that dies before its first call of this name. */
export async function dieBefore(name: string | undefined, act: (process: Process) => Promise<unknown>): Promise<void> {
  const process = startProcess(name === undefined ? undefined : { call: name, when: 'before' });
  const isDead = await process.live(() => act(process));
  if (name !== undefined && !isDead) throw new Error(`it never called ${name}, but ${process.calls.join(', ')}`);
}
