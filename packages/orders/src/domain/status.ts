import type { OrderStatus } from '@grocer/contracts/checkout';

/** The legal steps of an order; migrations/002-orders.sql holds the same table and refuses any other step. */
export const nextStatuses: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  'pending-payment': ['confirmed', 'rejected', 'cancelled'],
  // Sending comes before marking, so a warehouse event may find the order still confirmed.
  confirmed: ['released', 'picked', 'dispatched', 'cancelled'],
  released: ['picked', 'dispatched', 'cancelled'],
  picked: ['dispatched'],
  dispatched: [],
  rejected: [],
  cancelled: [],
};

export function mayBecome(from: OrderStatus, to: OrderStatus): boolean {
  return nextStatuses[from].includes(to);
}

/** True while the order's lines are reserved on the shelf. */
export function reservesStock(status: OrderStatus): boolean {
  return status === 'pending-payment' || status === 'confirmed' || status === 'released';
}

/** True while the order counts against its slot's capacity. */
export function occupiesSlot(status: OrderStatus): boolean {
  return status !== 'rejected' && status !== 'cancelled';
}
