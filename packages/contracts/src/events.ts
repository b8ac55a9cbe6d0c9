import { type Static, type TSchema, Type } from 'typebox';
import { Sku } from './gtin.ts';
import { Id, Time } from './text.ts';

/** The queues of the estate; each has a dead-letter queue `<name>-dlq`. */
export const queueNames = ['warehouse-orders', 'warehouse-events', 'reprice-shards'] as const;
export type QueueName = (typeof queueNames)[number];

/** Any message of the estate: a CloudEvents 1.0 JSON event. Its `id` is what makes a consumer idempotent. */
export const CloudEvent = eventOf(Type.String({ minLength: 1, maxLength: 100 }), Type.Unknown());
export type CloudEvent = Static<typeof CloudEvent>;

/** Checkout or recover → warehouse: pick this order. */
export const OrderReleased = eventOf(
  Type.Literal('grocer.order.released'),
  Type.Object({ orderId: Id, slotStartsAt: Time, lines: linesOf({ sku: Sku, quantity: quantity(1) }) }),
);
export type OrderReleased = Static<typeof OrderReleased>;

/** Checkout or recover → warehouse: the order is off. */
export const OrderCancelled = eventOf(Type.Literal('grocer.order.cancelled'), Type.Object({ orderId: Id }));
export type OrderCancelled = Static<typeof OrderCancelled>;

/** Warehouse → fulfil: somebody walks the aisles. */
export const PickingStarted = eventOf(Type.Literal('grocer.order.picking-started'), Type.Object({ orderId: Id }));
export type PickingStarted = Static<typeof PickingStarted>;

/** Warehouse → fulfil: every line is picked, or as much of it as there was. */
export const OrderPicked = eventOf(
  Type.Literal('grocer.order.picked'),
  Type.Object({ orderId: Id, lines: linesOf({ sku: Sku, quantity: quantity(1), picked: quantity(0) }) }),
);
export type OrderPicked = Static<typeof OrderPicked>;

/** Warehouse → fulfil: the order has left; it carries the picked lines, so that it can be applied alone. */
export const OrderDispatched = eventOf(
  Type.Literal('grocer.order.dispatched'),
  Type.Object({ orderId: Id, lines: linesOf({ sku: Sku, quantity: quantity(1), picked: quantity(0) }) }),
);
export type OrderDispatched = Static<typeof OrderDispatched>;

/** Why the warehouse's stock changed other than by picking. */
export const stockReasons = ['goods-in', 'counted', 'spoilt'] as const;
export type StockReason = (typeof stockReasons)[number];

/** Warehouse → fulfil: so many more or fewer of a SKU are on hand. */
export const StockAdjusted = eventOf(
  Type.Literal('grocer.stock.adjusted'),
  Type.Object({
    sku: Sku,
    delta: Type.Integer({ minimum: -9_999_999, maximum: 9_999_999 }),
    reason: Type.Enum([...stockReasons]),
  }),
);
export type StockAdjusted = Static<typeof StockAdjusted>;

/** reprice-plan → reprice-shard: price the SKUs from … to, both included, by text order in collation C. */
export const ShardPlanned = eventOf(
  Type.Literal('grocer.reprice.shard-planned'),
  Type.Object({
    runId: Id,
    shard: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
    skus: Type.Object({ from: Sku, to: Sku }),
  }),
);
export type ShardPlanned = Static<typeof ShardPlanned>;

/** What travels in `warehouse-orders`. */
export const WarehouseOrder = Type.Union([OrderReleased, OrderCancelled]);
export type WarehouseOrder = Static<typeof WarehouseOrder>;

/** What travels in `warehouse-events`. */
export const WarehouseEvent = Type.Union([PickingStarted, OrderPicked, OrderDispatched, StockAdjusted]);
export type WarehouseEvent = Static<typeof WarehouseEvent>;

function eventOf<EventType extends TSchema, Data extends TSchema>(type: EventType, data: Data) {
  return Type.Object({
    specversion: Type.Literal('1.0'),
    id: Type.String({ minLength: 1, maxLength: 200 }),
    source: Type.String({ pattern: '^/grocer/[a-z-]+$', maxLength: 100 }),
    type,
    time: Time,
    subject: Type.String({ minLength: 1, maxLength: 36 }),
    datacontenttype: Type.Optional(Type.Literal('application/json')),
    data,
  });
}

function linesOf<Fields extends Record<string, TSchema>>(fields: Fields) {
  return Type.Array(Type.Object(fields), { minItems: 1, maxItems: 100 });
}

function quantity(minimum: 0 | 1) {
  return Type.Integer({ minimum, maximum: 99 });
}
