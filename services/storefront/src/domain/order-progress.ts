import { finalStatuses, type Order, type OrderStatus, type PaymentStatus } from '@grocer/contracts/checkout';

/** The way of an order that goes well, as a customer would tell it. */
const way = [
  { status: 'pending-payment', title: 'Order received' },
  { status: 'confirmed', title: 'Payment accepted' },
  { status: 'released', title: 'With the warehouse' },
  { status: 'picked', title: 'Picked and packed' },
  { status: 'dispatched', title: 'On its way to you' },
] as const satisfies { status: OrderStatus; title: string }[];

export interface Step {
  readonly status: OrderStatus;
  readonly title: string;
  readonly at: string | undefined;
  readonly state: 'done' | 'current' | 'ahead';
}

type Tracked = Pick<Order, 'status' | 'history'>;

/** The steps to show: a rejected or cancelled order ends where it stopped; skipped steps count as done. */
export function stepsOf({ status, history }: Tracked): Step[] {
  const at = new Map(history.map((entry) => [entry.status, entry.at]));
  const reached = way.findLastIndex((step) => at.has(step.status));
  const steps = way.map((step, index): Step => {
    const state = index < reached ? 'done' : index === reached ? 'current' : 'ahead';
    return { ...step, at: at.get(step.status), state: isFinal(status) && state === 'current' ? 'done' : state };
  });
  if (status !== 'rejected' && status !== 'cancelled') return steps;
  const ended: Step = { status, title: titles[status], at: at.get(status), state: 'current' };
  return [...steps.slice(0, reached + 1), ended];
}

export function isFinal(status: OrderStatus): boolean {
  return finalStatuses.includes(status);
}

/** What the customer may still stop; checkout has the last word. */
export function canCancel(order: Pick<Order, 'status' | 'pickingStartedAt'>): boolean {
  const waiting: readonly OrderStatus[] = ['pending-payment', 'confirmed', 'released'];
  return waiting.includes(order.status) && order.pickingStartedAt === undefined;
}

export const titles: Record<OrderStatus, string> = {
  'pending-payment': 'Waiting for the card',
  confirmed: 'Confirmed',
  released: 'With the warehouse',
  picked: 'Picked and packed',
  dispatched: 'On its way',
  rejected: 'Not accepted',
  cancelled: 'Cancelled',
};

export const sentences: Record<OrderStatus, string> = {
  'pending-payment': 'We have your order and are waiting for the card’s answer.',
  confirmed: 'Your card is authorised and your slot is booked.',
  released: 'The warehouse has your order.',
  picked: 'Everything is picked, packed and waiting for the van.',
  dispatched: 'Your groceries have left the warehouse.',
  rejected: 'The card was not accepted. Nothing was charged, and nothing will be delivered.',
  cancelled: 'This order is cancelled. You pay nothing.',
};

export const payments: Record<PaymentStatus, string> = {
  none: 'No payment',
  unknown: 'Waiting for the card’s answer',
  authorised: 'Reserved on your card, charged when the order leaves',
  declined: 'Declined by your bank',
  voided: 'Released, nothing was charged',
  captured: 'Charged to your card',
  'capture-failed': 'To be charged to your card',
};
