import type { OrderStatus, PaymentStatus } from '@grocer/contracts/checkout';
import type { LineRecord } from '../domain/order.ts';

/** A movement of money as the gateway's ledger lists it: pence, in the order in which it happened. */
export interface Movement {
  readonly sequence: number;
  readonly at: Date;
  readonly kind: 'authorised' | 'captured' | 'released' | 'declined';
  readonly amountMinor: number;
  readonly paymentIntent: string;
  /** Undefined when the gateway was not told of an order. */
  readonly orderId: string | undefined;
}

/** How much lies in a queue, and in its dead-letter queue, where a person has to look. */
export interface QueueDepth {
  readonly name: string;
  readonly depth: number;
  readonly deadLetters: number;
}

/** A SKU's shelf beside what accounts for it. */
export interface ShelfFacts {
  readonly sku: string;
  /** Null: there is no shelf of this SKU, though an order or an entry names it. */
  readonly onHand: number | null;
  readonly reserved: number;
  /** What lay there first, and every difference the warehouse reported. */
  readonly entered: number;
  /** How much of that was taken away by differences below zero: so far may more be reserved than is on hand. */
  readonly takenAway: number;
  /** What orders took off it. */
  readonly picked: number;
  /** What open orders are to get. */
  readonly promised: number;
}

export interface SlotFacts {
  readonly id: string;
  readonly capacity: number;
  readonly booked: number;
  /** Orders that count against it. */
  readonly holding: number;
}

/** A step in an order's history. */
export interface StepFacts {
  readonly position: number;
  readonly status: OrderStatus;
  readonly at: Date;
}

/** An event for the warehouse. */
export interface OutboxFacts {
  readonly type: string;
  readonly sentAt: Date | null;
  readonly sendAfter: Date;
  /** True when the warehouse has written down that it had it. */
  readonly isReceived: boolean;
}

/** What the database says of one order. */
export interface OrderFacts {
  readonly id: string;
  readonly customer: string;
  readonly status: OrderStatus;
  readonly statusAt: Date;
  readonly placedAt: Date;
  readonly pickingStartedAt: Date | null;
  readonly slotEndsAt: Date;
  readonly deliveryFeeMinor: number;
  readonly totalMinor: number;
  readonly paymentStatus: PaymentStatus;
  readonly paymentIntent: string | null;
  readonly authorisedMinor: number;
  readonly capturedMinor: number;
  /** From when on recover takes its payment up; null while nothing about it is open. */
  readonly settleAfter: Date | null;
  readonly lines: readonly Pick<LineRecord, 'sku' | 'quantity' | 'picked' | 'unitPriceMinor'>[];
  readonly history: readonly StepFacts[];
  readonly outbox: readonly OutboxFacts[];
  /** True when an event of the warehouse that it is dispatched has been applied. */
  readonly isDispatchApplied: boolean;
}

/** An idempotency key and the answer stored for it. */
export interface KeyFacts {
  readonly customer: string;
  readonly key: string;
  readonly orderId: string;
  readonly answerStatus: number | null;
  /** The order that the stored answer tells of, null when it tells of none. */
  readonly answeredOrderId: string | null;
}

/** An event of the warehouse that fulfil has dealt with. */
export interface AppliedFacts {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly outcome: 'applied' | 'ignored' | 'refused';
  readonly detail: string | null;
  /** True when a stock entry has its id. */
  readonly hasEntry: boolean;
}

/** An event that the warehouse has written down to be told. */
export interface ReportFacts {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly sentAt: Date | null;
  /** True when fulfil has dealt with it, whatever came of it. */
  readonly isDealtWith: boolean;
}

/** A difference of stock that an event brought. */
export interface EntryFacts {
  readonly id: string;
  readonly sku: string;
  readonly at: Date;
  readonly isApplied: boolean;
}

/** What the database holds, read in one snapshot. */
export interface Records {
  readonly shelves: readonly ShelfFacts[];
  readonly slots: readonly SlotFacts[];
  readonly orders: readonly OrderFacts[];
  readonly keys: readonly KeyFacts[];
  readonly appliedEvents: readonly AppliedFacts[];
  readonly entries: readonly EntryFacts[];
  readonly reports: readonly ReportFacts[];
}

/** Everything that has to agree. */
export interface Books extends Records {
  readonly now: Date;
  readonly movements: readonly Movement[];
  /** The gateway's last movement before the database was read: later ones may not be written yet. */
  readonly lastSeen: number;
  readonly queues: readonly QueueDepth[];
  readonly ordersById: ReadonlyMap<string, OrderFacts>;
  movementsOf(orderId: string): readonly Movement[];
}

/** Puts what was read side by side. */
export function openBooks(read: Omit<Books, 'ordersById' | 'movementsOf'>): Books {
  const byOrder = Map.groupBy(read.movements, ({ orderId }) => orderId);
  return {
    ...read,
    ordersById: new Map(read.orders.map((order) => [order.id, order])),
    movementsOf: (orderId) => byOrder.get(orderId) ?? [],
  };
}

/** Work that lies past its time for so long lies for ever: recover runs every minute and leaves what it took up for two. */
export const OVERDUE_MS = 600_000;

/** True when so much time has passed since. */
export function isPast(since: Date, ms: number, now: Date): boolean {
  return now.getTime() - since.getTime() > ms;
}
