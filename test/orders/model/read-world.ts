import type { Movement } from '@grocer/test-support/gateway';
import { describeAnswer } from './real-acts.ts';
import type { RealShop } from './real-shop.ts';
import type { KeyState, MessageState, OrderState, SlotName, World } from './world.ts';

interface OrderRow extends Omit<OrderState, 'slot' | 'asked' | 'money' | 'release' | 'withdrawal'> {
  readonly id: string;
  readonly label: string;
  readonly slotId: string;
  readonly intent: string | null;
  readonly messages: readonly { type: string; sendAfter: number; sentAt: number | null }[];
}

interface Rows {
  readonly shelves: World['shelves'];
  readonly booked: Readonly<Record<string, number>>;
  readonly orders: readonly OrderRow[] | null;
  readonly keys:
    | readonly (Omit<KeyState, 'order' | 'answer'> & {
        key: string;
        orderId: string;
        status: number | null;
        body: string;
      })[]
    | null;
  readonly applied: World['applied'] | null;
}

const since = (column: string) => `(extract(epoch from ${column} - $1::timestamptz) * 1000)::bigint`;

/** Everything at once: what is compared belongs to one moment. */
const readRows = `
  select (select json_object_agg(sku, json_build_object('onHand', on_hand, 'reserved', reserved)) from checkout.stock) as shelves,
         (select json_object_agg(id, booked) from checkout.slots) as booked,
         (select json_agg(json_build_object(
             'id', o.id, 'label', o.delivery_address ->> 'line1', 'slotId', o.slot_id, 'intent', o.payment_intent,
             'placedAt', ${since('o.placed_at')}, 'status', o.status, 'statusAt', ${since('o.status_at')},
             'payment', o.payment_status, 'feeMinor', o.delivery_fee_minor, 'totalMinor', o.total_minor,
             'authorisedMinor', o.authorised_minor, 'capturedMinor', o.captured_minor,
             'isPicking', o.picking_started_at is not null,
             'settleAfter', ${since('o.settle_after')}, 'attempts', o.settle_attempts,
             'history', (select json_agg(status order by position) from checkout.order_history where order_id = o.id),
             'lines', (select json_agg(json_build_object('sku', sku, 'quantity', quantity, 'picked', picked) order by position)
                         from checkout.order_lines where order_id = o.id),
             'messages', (select coalesce(json_agg(json_build_object(
                                   'type', type, 'sendAfter', ${since('send_after')}, 'sentAt', ${since('sent_at')})), '[]')
                            from checkout.outbox where order_id = o.id)) order by o.id)
            from checkout.orders as o) as orders,
         (select json_agg(json_build_object(
             'key', key, 'orderId', order_id, 'claimedUntil', ${since('claimed_until')},
             'expiresAt', ${since('expires_at')}, 'status', answer_status, 'body', answer_body))
            from checkout.idempotency_keys) as keys,
         (select json_object_agg(id, outcome) from checkout.applied_events) as applied`;

/** The world as it really is: in the database, at the gateway, in the queue. */
export async function readWorld(shop: RealShop): Promise<World> {
  const { database, startedAt, slotIds, inTheAir } = shop;
  const [read, movements] = await Promise.all([database.admin.query<Rows>(readRows, [startedAt]), shop.movements()]);
  const [rows] = read.rows;
  if (!rows) throw new Error('the world cannot be read');
  const orders = rows.orders ?? [];
  const names = namesOf(orders);
  const nameOf = (id: string) => names.get(id) ?? id;
  return {
    shelves: rows.shelves,
    slots: { soon: rows.booked[slotIds.soon] ?? 0, later: rows.booked[slotIds.later] ?? 0 },
    orders: Object.fromEntries(orders.map((row) => [nameOf(row.id), orderOf(shop, row, movements)])),
    keys: Object.fromEntries(
      (rows.keys ?? []).map(({ key, orderId, status, body, ...times }) => [
        key,
        { order: nameOf(orderId), ...times, answer: status === null ? null : describeAnswer(status, body) },
      ]),
    ),
    applied: rows.applied ?? {},
    inTheAir: [...inTheAir.keys()].map(nameOf),
  };
}

/** `label#1` for a label's first order; ids sort by time. */
function namesOf(orders: readonly OrderRow[]): Map<string, string> {
  const counts = new Map<string, number>();
  return new Map(
    orders.map(({ id, label }) => {
      const count = (counts.get(label) ?? 0) + 1;
      counts.set(label, count);
      return [id, `${label}#${count}`];
    }),
  );
}

function orderOf({ slotIds, sent, asked }: RealShop, row: OrderRow, movements: readonly Movement[]): OrderState {
  const { id, label: _, slotId, intent, messages, ...same } = row;
  const own = movements.filter(({ metadata }) => metadata.order_id === id);
  const strays = own.filter(({ paymentIntent }) => intent !== null && paymentIntent !== intent);
  if (strays.length > 0) throw new Error(`order ${id} has other payments than ${intent}: ${JSON.stringify(strays)}`);
  const messageOf = (type: string): MessageState | null => {
    const message = messages.find((other) => other.type === type);
    const sends = sent.filter((event) => event.type === type && event.subject === id).length;
    return message ? { sendAfter: message.sendAfter, sentAt: message.sentAt, sends } : null;
  };
  const slot: SlotName = slotId === slotIds.soon ? 'soon' : 'later';
  return {
    ...same,
    slot,
    release: messageOf('grocer.order.released'),
    withdrawal: messageOf('grocer.order.cancelled'),
    asked: asked.get(id) ?? 0,
    money: own.map(({ kind, amount }) => `${kind} ${amount}`),
  };
}
