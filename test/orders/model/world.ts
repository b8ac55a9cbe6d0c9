import type { OrderStatus, PaymentStatus } from '@grocer/contracts/checkout';

// What there is to be seen of orders: the model predicts it, and read-world.ts reads it. Amounts are pence; times are
// milliseconds since the run began.

export const TEA = '50184385';
export const MILK = '5000159407236';
export const prices = { [TEA]: 250, [MILK]: 135 } as const;
export type SkuName = keyof typeof prices;

export function costOf(lines: readonly { readonly sku: SkuName; readonly quantity: number }[]): number {
  return lines.reduce((sum, { sku, quantity }) => sum + prices[sku] * quantity, 0);
}

export const shelvesAtStart: Readonly<Record<SkuName, number>> = { [TEA]: 9, [MILK]: 7 };

const HOUR_MS = 3_600_000;
export const slots = {
  soon: { capacity: 3, startsAt: 2 * HOUR_MS, feeMinor: 399 },
  later: { capacity: 4, startsAt: 120 * HOUR_MS, feeMinor: 299 },
} as const;
export type SlotName = keyof typeof slots;

/** How a card behaves. A `late` one's request reaches the gateway after checkout has given up (see the act `land`). */
export const paymentMethods = {
  good: 'pm_card_visa',
  declined: 'pm_card_chargeDeclined',
  late: 'pm_card_visa',
  'reset before': 'pm_card_resetBeforeCharge',
  'reset after': 'pm_card_resetAfterCharge',
  limited: 'pm_card_rateLimited',
  broken: 'pm_card_error500',
  'capture refused': 'pm_card_captureRefused',
} as const;
export type Card = keyof typeof paymentMethods;

/** How a dependency is reached: not at all, or without being heard of. */
export type Line = 'up' | 'down' | 'deaf';

export interface World {
  shelves: Record<SkuName, { onHand: number; reserved: number }>;
  /** Places taken. */
  slots: Record<SlotName, number>;
  /** By label and number: a label's second order is placed when its key has expired. */
  orders: Record<string, OrderState>;
  keys: Record<string, KeyState>;
  /** What became of each event of the warehouse. */
  applied: Record<string, 'applied' | 'ignored' | 'refused'>;
  /** Orders whose authorisation is under way and has not reached the gateway. */
  inTheAir: string[];
}

export interface OrderState {
  readonly placedAt: number;
  readonly slot: SlotName;
  status: OrderStatus;
  statusAt: number;
  history: OrderStatus[];
  payment: PaymentStatus;
  lines: { sku: SkuName; quantity: number; picked: number | null }[];
  feeMinor: number;
  totalMinor: number;
  authorisedMinor: number;
  capturedMinor: number;
  isPicking: boolean;
  settleAfter: number | null;
  attempts: number;
  release: MessageState | null;
  withdrawal: MessageState | null;
  /** How often a request to authorise it has reached the gateway. */
  asked: number;
  /** What moved at the gateway. */
  money: string[];
}

/** An event for the warehouse, and how often the queue has taken it. */
export interface MessageState {
  sendAfter: number;
  sentAt: number | null;
  sends: number;
}

export interface KeyState {
  order: string;
  claimedUntil: number;
  expiresAt: number;
  answer: string | null;
}
