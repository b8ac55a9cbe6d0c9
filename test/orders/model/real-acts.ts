import { Rejection, Unavailable } from '@grocer/chassis/errors';
import { newEvent } from '@grocer/chassis/queue';
import type { Order, PlaceOrder } from '@grocer/contracts/checkout';
import type { WarehouseEvent } from '@grocer/contracts/events';
import { fulfil } from '../../../functions/fulfil/src/fulfil.ts';
import { recover } from '../../../functions/recover/src/recover.ts';
import { cancelOwnOrder } from '../../../services/checkout/src/workflows/cancel-order.ts';
import { placeOrder } from '../../../services/checkout/src/workflows/place-order.ts';
import type { Act } from './acts.ts';
import { adjustmentOf, type Model, wishOf } from './model.ts';
import type { RealShop } from './real-shop.ts';
import { eventOf, picksOf } from './rules-warehouse.ts';
import type { ReportName } from './thread.ts';
import { paymentMethods } from './world.ts';

const customer = 'customer-1';

/** Does acts at once; with `picks`, one outside call at a time. Returns their answers, by their place. */
export async function doActs(
  shop: RealShop,
  model: Model,
  acts: readonly Act[],
  picks: readonly number[] | undefined,
): Promise<Record<number, string>> {
  const doAll = () => Promise.all(acts.map((act) => doAct(shop, model, act)));
  const answers = await (acts.length > 1 && picks ? shop.turns.inTurns(picks, doAll) : doAll());
  return Object.fromEntries(answers.flatMap((answer, index) => (answer === undefined ? [] : [[index, answer]])));
}

function doAct(shop: RealShop, model: Model, act: Act): Promise<string | undefined> {
  switch (act.kind) {
    case 'place':
      return orRejection(() => place(shop, model, act.label));
    case 'cancel':
      return orRejection(() => cancel(shop, act.label));
    case 'report':
      return report(shop, model, act);
    case 'adjust':
      return adjust(shop, model, act.adjustment);
    case 'land':
      return land(shop, act.order);
    case 'recover':
      return recoverAll(shop);
  }
}

async function orRejection(work: () => Promise<string>): Promise<string> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Rejection) return error.code;
    throw error;
  }
}

async function place(shop: RealShop, model: Model, label: string): Promise<string> {
  const { lines, slot, card } = wishOf(model, label);
  const body: PlaceOrder = {
    lines: [...lines],
    slotId: shop.slotIds[slot],
    // The label, so that the order is told by it afterwards.
    deliveryAddress: { line1: label, city: 'London', postcode: 'SW1A 1AA' },
    paymentMethod: paymentMethods[card],
  };
  const checkout = card === 'late' ? shop.hurriedCheckout : shop.checkout;
  const answer = await placeOrder(checkout, { customer, key: label, body });
  if (answer.status !== 202) {
    const first = shop.finalAnswers.get(answer.orderId) ?? answer.body;
    if (first !== answer.body) throw new Error(`answered ${answer.body}, and before ${first}`);
    shop.finalAnswers.set(answer.orderId, first);
  }
  return describeAnswer(answer.status, answer.body) + (answer.isReplayed ? ' again' : '');
}

/** An answer to placing as the model writes it. */
export function describeAnswer(status: number, body: string): string {
  if (status === 402) return '402';
  const order: Order = JSON.parse(body);
  return `${status} ${order.status}/${order.payment.status}`;
}

async function cancel(shop: RealShop, label: string): Promise<string> {
  const id = (await findOrders(shop, label)).at(-1);
  if (!id) return 'nothing to cancel';
  const order = await cancelOwnOrder(shop.checkout, id, customer);
  return `${order.status}/${order.paymentStatus}`;
}

async function report(shop: RealShop, model: Model, { label, nth, what }: Extract<Act, { kind: 'report' }>) {
  const ids = await findOrders(shop, label);
  const orderId = ids.at(nth);
  const isKnown = shop.sent.some(({ type, subject }) => type === 'grocer.order.released' && subject === orderId);
  if (!orderId || !isKnown) return 'nothing to report';
  const order = `${label}#${ids.indexOf(orderId) + 1}`;
  const lines = picksOf(model, order);
  const event = reportOf(what, { id: eventOf(what, order), orderId, lines, time: shop.startedAt });
  try {
    await fulfil(shop.fulfilment, event);
    return 'reported';
  } catch (error) {
    // The queue would deliver it again.
    if (error instanceof Unavailable) return 'to be reported again';
    throw error;
  }
}

function reportOf(
  what: ReportName,
  given: { id: string; orderId: string; lines: ReturnType<typeof picksOf>; time: Date },
): WarehouseEvent {
  const { id, orderId, lines, time } = given;
  const envelope = { source: 'appliance-shim', subject: orderId, time, id };
  switch (what) {
    case 'picking-started':
      return newEvent({ ...envelope, type: 'grocer.order.picking-started', data: { orderId } });
    case 'picked':
      return newEvent({ ...envelope, type: 'grocer.order.picked', data: { orderId, lines } });
    case 'dispatched':
      return newEvent({ ...envelope, type: 'grocer.order.dispatched', data: { orderId, lines } });
  }
}

async function recoverAll({ recovery, lines }: RealShop): Promise<undefined> {
  try {
    await recover(recovery);
  } catch (error) {
    if (lines.queue === 'up') throw error;
  }
}

async function adjust({ fulfilment, startedAt }: RealShop, model: Model, index: number): Promise<undefined> {
  const { sku, delta } = adjustmentOf(model, index);
  const data = { sku, delta, reason: 'counted' as const };
  const envelope = { source: 'appliance-shim', subject: sku, time: startedAt, id: `adjusted ${index}` };
  await fulfil(fulfilment, newEvent({ ...envelope, type: 'grocer.stock.adjusted', data }));
}

async function land(shop: RealShop, order: string): Promise<undefined> {
  const [label = '', number] = order.split('#');
  const id = (await findOrders(shop, label))[Number(number) - 1] ?? '';
  await shop.turns.take(async () => {
    const arrive = shop.inTheAir.get(id);
    shop.inTheAir.delete(id);
    await arrive?.();
  });
}

/** A label's orders, the oldest first. */
async function findOrders({ database, turns }: RealShop, label: string): Promise<string[]> {
  const { rows } = await turns.take(() =>
    database.admin.query<{ id: string }>(
      `select id from checkout.orders where delivery_address ->> 'line1' = $1 order by id`,
      [label],
    ),
  );
  return rows.map(({ id }) => id);
}
