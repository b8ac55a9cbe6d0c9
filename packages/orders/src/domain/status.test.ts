import { finalStatuses, orderStatuses } from '@grocer/contracts/checkout';
import { describe, expect, it } from 'vitest';
import { mayBecome, nextStatuses, occupiesSlot, reservesStock } from './status.ts';

describe('status', () => {
  it('ends exactly where the contract says that an order is final', () => {
    const ends = orderStatuses.filter((status) => nextStatuses[status].length === 0);
    expect(ends.toSorted()).toEqual([...finalStatuses].toSorted());
  });

  it('lets a warehouse event skip the states before it', () => {
    expect(mayBecome('confirmed', 'picked')).toBe(true);
    expect(mayBecome('confirmed', 'dispatched')).toBe(true);
  });

  it('never goes back', () => {
    expect(mayBecome('picked', 'released')).toBe(false);
    expect(mayBecome('cancelled', 'confirmed')).toBe(false);
  });

  it('holds stock until picking ends the reservation, and the slot until the order is off', () => {
    expect(orderStatuses.filter(reservesStock)).toEqual(['pending-payment', 'confirmed', 'released']);
    expect(orderStatuses.filter((status) => !occupiesSlot(status))).toEqual(['rejected', 'cancelled']);
  });
});
