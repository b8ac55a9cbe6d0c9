import { describe, expect, it } from 'vitest';
import { availableOf, shortagesOf } from './stock.ts';

describe('stock', () => {
  it('promises what is on hand and not reserved', () => {
    expect(availableOf({ onHand: 10, reserved: 4 })).toBe(6);
  });

  it('promises nothing when less is on hand than reserved', () => {
    expect(availableOf({ onHand: -1, reserved: 4 })).toBe(0);
  });

  it('names the lines that were not reserved, an unknown SKU as zero', () => {
    const wanted = [
      { sku: 'a', quantity: 2 },
      { sku: 'b', quantity: 3 },
      { sku: 'c', quantity: 1 },
    ];
    expect(shortagesOf(wanted, new Set(['a']), new Map([['b', 1]]))).toEqual([
      { sku: 'b', requested: 3, available: 1 },
      { sku: 'c', requested: 1, available: 0 },
    ]);
  });
});
