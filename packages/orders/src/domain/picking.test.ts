import { describe, expect, it } from 'vitest';
import type { LineRecord } from './order.ts';
import { applyPicks } from './picking.ts';

const line = (sku: string, quantity: number, unitPriceMinor: number): LineRecord => ({
  sku,
  name: sku,
  quantity,
  picked: null,
  unitPriceMinor,
});
const order = { lines: [line('a', 3, 100), line('b', 2, 250)], deliveryFeeMinor: 399 };

describe('picks', () => {
  it('keep the total when everything was picked', () => {
    const picks = applyPicks(order, [
      { sku: 'a', picked: 3 },
      { sku: 'b', picked: 2 },
    ]);
    expect(picks).toMatchObject({ totalMinor: 300 + 500 + 399, isNothing: false });
  });

  it('lower the total by what is missing', () => {
    const picks = applyPicks(order, [
      { sku: 'a', picked: 1 },
      { sku: 'b', picked: 2 },
    ]);
    expect(picks.totalMinor).toBe(100 + 500 + 399);
  });

  it('never raise the total', () => {
    const picks = applyPicks(order, [
      { sku: 'a', picked: 99 },
      { sku: 'b', picked: 99 },
      { sku: 'c', picked: 1 },
    ]);
    expect(picks.totalMinor).toBe(300 + 500 + 399);
  });

  it('count a line that was not reported as not picked', () => {
    const picks = applyPicks(order, [{ sku: 'a', picked: 3 }]);
    expect(picks.lines.map(({ picked }) => picked)).toEqual([3, 0]);
  });

  it('cost nothing, not even the delivery, when nothing was picked', () => {
    expect(applyPicks(order, [])).toMatchObject({ totalMinor: 0, isNothing: true });
  });
});
