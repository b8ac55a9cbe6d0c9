import type { DeliveryAddress, OrderStatus, PaymentStatus, StatusChange } from '@grocer/contracts/checkout';

/** An order as it is kept. Amounts are integer pence. */
export interface OrderRecord {
  readonly id: string;
  /** The customer's subject at the issuer. */
  readonly customer: string;
  readonly status: OrderStatus;
  readonly placedAt: Date;
  readonly pickingStartedAt: Date | null;
  readonly lines: readonly LineRecord[];
  readonly slotId: string;
  readonly slotStartsAt: Date;
  readonly slotEndsAt: Date;
  readonly deliveryAddress: DeliveryAddress;
  readonly deliveryFeeMinor: number;
  readonly totalMinor: number;
  readonly paymentMethod: string;
  readonly paymentStatus: PaymentStatus;
  /** The gateway's id of the payment, once it has answered. */
  readonly paymentIntent: string | null;
  readonly declineCode: string | null;
  readonly authorisedMinor: number;
  readonly capturedMinor: number;
  /** When the gateway lets go of an uncaptured hold. */
  readonly captureBefore: Date | null;
  /** How often recover has taken the payment up. */
  readonly settleAttempts: number;
  readonly history: readonly StatusChange[];
}

export interface LineRecord {
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  /** Null until the warehouse has reported it. */
  readonly picked: number | null;
  readonly unitPriceMinor: number;
}

/** What a new order is made of. */
export type Placed = Pick<
  OrderRecord,
  'id' | 'customer' | 'placedAt' | 'lines' | 'deliveryAddress' | 'deliveryFeeMinor' | 'totalMinor' | 'paymentMethod'
> & { readonly slot: { readonly id: string; readonly startsAt: Date; readonly endsAt: Date } };

/** An order before anything has become of it. */
export function pendingOrder({ slot, ...placed }: Placed): OrderRecord {
  return {
    ...placed,
    status: 'pending-payment',
    pickingStartedAt: null,
    slotId: slot.id,
    slotStartsAt: slot.startsAt,
    slotEndsAt: slot.endsAt,
    paymentStatus: 'unknown',
    paymentIntent: null,
    declineCode: null,
    authorisedMinor: 0,
    capturedMinor: 0,
    captureBefore: null,
    settleAttempts: 0,
    history: [{ status: 'pending-payment', at: placed.placedAt.toISOString() }],
  };
}

/** The order after a step that the caller has just written. */
export function afterStep(
  order: OrderRecord,
  status: OrderStatus,
  at: Date,
  changes: Partial<
    Pick<OrderRecord, 'paymentStatus' | 'paymentIntent' | 'authorisedMinor' | 'captureBefore' | 'declineCode'>
  > = {},
): OrderRecord {
  return { ...order, ...changes, status, history: [...order.history, { status, at: at.toISOString() }] };
}
