import { type Static, Type } from 'typebox';
import { Postcode } from './delivery.ts';
import { Sku } from './gtin.ts';
import { Cursor, Limit, Page, Whole } from './lists.ts';
import { Money } from './money.ts';
import { Id, lineOfText, Time } from './text.ts';

/** Where an order stands: `pending-payment → confirmed → released → picked → dispatched`, or `rejected`, or `cancelled`. */
export const orderStatuses = [
  'pending-payment',
  'confirmed',
  'released',
  'picked',
  'dispatched',
  'rejected',
  'cancelled',
] as const;
export const OrderStatus = Type.Enum([...orderStatuses]);
export type OrderStatus = Static<typeof OrderStatus>;

/** The statuses after which an order never changes. */
export const finalStatuses: readonly OrderStatus[] = ['dispatched', 'rejected', 'cancelled'];

/** Where an order's payment stands; `unknown` from the order's insertion until the gateway has answered. */
export const paymentStatuses = [
  'none',
  'unknown',
  'authorised',
  'declined',
  'voided',
  'captured',
  'capture-failed',
] as const;
export const PaymentStatus = Type.Enum([...paymentStatuses]);
export type PaymentStatus = Static<typeof PaymentStatus>;

/** A delivery slot that can be booked, with the places left in it. */
export const Slot = Type.Object({
  id: Id,
  startsAt: Time,
  endsAt: Time,
  capacityLeft: Type.Integer({ minimum: 0 }),
  fee: Money,
});
export type Slot = Static<typeof Slot>;

/** The slots of the coming days, whole. */
export const SlotList = Whole(Slot);
export type SlotList = Static<typeof SlotList>;

/** The query of the slots: whose door, and from when (within the coming 6 days). */
export const SlotQuery = Type.Object(
  { postcode: Postcode, from: Type.Optional(Time) },
  { additionalProperties: false },
);
export type SlotQuery = Static<typeof SlotQuery>;

/** Where an order is delivered. */
export const DeliveryAddress = Type.Object(
  {
    line1: lineOfText(120),
    line2: Type.Optional(lineOfText(120)),
    city: lineOfText(80),
    postcode: Postcode,
  },
  { additionalProperties: false },
);
export type DeliveryAddress = Static<typeof DeliveryAddress>;

/** What a customer sends to place an order. A SKU may stand in one line only, which its canonical form decides. */
export const PlaceOrder = Type.Object(
  {
    lines: Type.Array(
      Type.Object({ sku: Sku, quantity: Type.Integer({ minimum: 1, maximum: 99 }) }, { additionalProperties: false }),
      { minItems: 1, maxItems: 100 },
    ),
    slotId: Id,
    deliveryAddress: DeliveryAddress,
    paymentMethod: Type.String({ pattern: '^pm_[A-Za-z0-9_]+$', maxLength: 100 }),
    expectedTotal: Type.Optional(Money),
  },
  { additionalProperties: false },
);
export type PlaceOrder = Static<typeof PlaceOrder>;

/** 1 to 255 visible ASCII characters, taken as the raw text. */
export const IdempotencyKey = Type.String({ minLength: 1, maxLength: 255, pattern: '^[!-~]+$' });

/** The smallest total that the card gateway takes, in pence. */
export const minimumTotalMinor = 30;

/** A line of an order; `picked` is known once the warehouse has reported it, and `lineTotal` then follows it. */
export const OrderLine = Type.Object({
  sku: Sku,
  name: Type.String(),
  quantity: Type.Integer(),
  picked: Type.Optional(Type.Integer()),
  unitPrice: Money,
  lineTotal: Money,
});
export type OrderLine = Static<typeof OrderLine>;

/** A status that an order has reached, and when. */
export const StatusChange = Type.Object({ status: OrderStatus, at: Time });
export type StatusChange = Static<typeof StatusChange>;

/** An order as its customer sees it. */
export const Order = Type.Object({
  id: Id,
  status: OrderStatus,
  placedAt: Time,
  pickingStartedAt: Type.Optional(Time),
  lines: Type.Array(OrderLine),
  slot: Type.Object({ id: Id, startsAt: Time, endsAt: Time }),
  deliveryFee: Money,
  total: Money,
  payment: Type.Object({ status: PaymentStatus, amountAuthorised: Money, amountCaptured: Money }),
  history: Type.Array(StatusChange),
});
export type Order = Static<typeof Order>;

/** A page of the customer's orders, newest first. */
export const OrderList = Page(Order);
export type OrderList = Static<typeof OrderList>;

/** The query of the customer's orders. */
export const OrderQuery = Type.Object(
  { limit: Type.Optional(Limit), cursor: Type.Optional(Cursor) },
  { additionalProperties: false },
);
export type OrderQuery = Static<typeof OrderQuery>;

/** The data of one server-sent `order-status` event; its id is the position in the order's history, from 1. */
export const OrderStatusEvent = Type.Object({ orderId: Id, status: OrderStatus, at: Time });
export type OrderStatusEvent = Static<typeof OrderStatusEvent>;
