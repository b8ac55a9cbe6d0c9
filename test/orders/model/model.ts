import {
  type Card,
  type Line,
  MILK,
  type OrderState,
  type SkuName,
  type SlotName,
  shelvesAtStart,
  TEA,
  type World,
} from './world.ts';

/** What a customer asks for; its label is the Idempotency-Key, too. */
export interface Wish {
  readonly lines: readonly { readonly sku: SkuName; readonly quantity: number }[];
  readonly slot: SlotName;
  readonly card: Card;
  /** How much of it the warehouse will find. */
  readonly picks: 'full' | 'short' | 'nothing';
}

/** The world as it should be, the time, and what was asked for. Plain data, so that it can be copied. */
export interface Model {
  now: number;
  /** How the queue and the gateway are reached at present. */
  lines: { queue: Line; gateway: Line };
  world: World;
  wishes: Record<string, Wish>;
  /** What the warehouse has found, or found missing. */
  adjustments: { sku: SkuName; delta: number }[];
  /** What the acts of the present command are answered, by their place in it. */
  answers: Record<number, string>;
}

export function newModel(): Model {
  const world: World = {
    shelves: {
      [TEA]: { onHand: shelvesAtStart[TEA], reserved: 0 },
      [MILK]: { onHand: shelvesAtStart[MILK], reserved: 0 },
    },
    slots: { soon: 0, later: 0 },
    orders: {},
    keys: {},
    applied: {},
    inTheAir: [],
  };
  return { now: 0, lines: { queue: 'up', gateway: 'up' }, world, wishes: {}, adjustments: [], answers: {} };
}

export function orderOf({ world }: Model, key: string): OrderState {
  const order = world.orders[key];
  if (!order) throw new Error(`the model has no order ${key}`);
  return order;
}

export function wishOf({ wishes }: Model, label: string): Wish {
  const wish = wishes[label];
  if (!wish) throw new Error(`nobody asked for ${label}`);
  return wish;
}

export function adjustmentOf({ adjustments }: Model, index: number): { sku: SkuName; delta: number } {
  const adjustment = adjustments[index];
  if (!adjustment) throw new Error(`there is no adjustment ${index}`);
  return adjustment;
}

/** `a#2` is the second order under the label `a`, placed when the first one's key had expired. */
export function labelOf(order: string): string {
  return order.slice(0, order.indexOf('#'));
}

export function ordersUnder({ world }: Model, label: string): string[] {
  return Object.keys(world.orders).filter((order) => labelOf(order) === label);
}

export function become({ now }: Model, order: OrderState, status: OrderState['status']): void {
  order.status = status;
  order.statusAt = now;
  order.history.push(status);
}

export function customerMayCancel({ status, isPicking }: OrderState): boolean {
  return !isPicking && ['pending-payment', 'confirmed', 'released'].includes(status);
}
