import { departmentIds } from '@grocer/contracts/catalogue';
import { vatClasses } from '@grocer/contracts/pricing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decidePrice } from './decide-price.ts';
import type { Goods } from './goods.ts';
import { costFloorMinor } from './margin.ts';

const bread: Goods = {
  department: 'bakery',
  costMinor: 100,
  shelfLifeDays: 5,
  vatClass: 'zero',
  onHand: 50,
  sold: 0,
  expected: 0,
  referenceMinor: 145,
  wasMinor: null,
};
const overstocked = { sold: 280, expected: 280, onHand: 100 };
const hopeless = { ...overstocked, onHand: 999, department: 'dairy-eggs' } as const;

describe('a price', () => {
  test.each<[string, Partial<Goods>, number, string]>([
    ['the margin, where demand is as expected', {}, 145, 'margin'],
    ['more, where it sells better', { sold: 50, onHand: 5 }, 150, 'demand'],
    ['less, where it sells worse', { expected: 50 }, 140, 'demand'],
    ['marked down, where the shelf outlives it', overstocked, 120, 'expiry-markdown'],
    ['a fifth up at most', { referenceMinor: 100 }, 120, 'nightly-limit'],
    ['a fifth down at most', { referenceMinor: 300 }, 240, 'nightly-limit'],
    ['at cost at least, whatever the night allows', { referenceMinor: 50 }, 100, 'cost-floor'],
    ['below cost for its date alone', { ...hopeless, referenceMinor: 100 }, 85, 'expiry-markdown'],
    ['free at the first night', { referenceMinor: null }, 145, 'margin'],
  ])('is %s', (_, change, amountMinor, rule) => {
    expect(decidePrice({ ...bread, ...change })).toMatchObject({ amountMinor, rule });
  });

  test('names the price before the reduction, and that one for as long as it lasts', () => {
    expect(decidePrice({ ...bread, ...overstocked })).toMatchObject({ amountMinor: 120, wasMinor: 145 });
    const second = { ...bread, ...overstocked, onHand: 999, referenceMinor: 120, wasMinor: 145 };
    expect(decidePrice(second)).toMatchObject({ amountMinor: 100, wasMinor: 145 });
    expect(decidePrice({ ...bread, referenceMinor: 120, wasMinor: 145 })).toMatchObject({ wasMinor: null });
  });
});

const anyGoods: fc.Arbitrary<Goods> = fc.record({
  department: fc.constantFrom(...departmentIds),
  costMinor: fc.integer({ min: 1, max: 1_000_000 }),
  shelfLifeDays: fc.integer({ min: 1, max: 3650 }),
  vatClass: fc.constantFrom(...vatClasses),
  onHand: fc.integer({ min: -100, max: 100_000 }),
  sold: fc.integer({ min: 0, max: 100_000 }),
  expected: fc.integer({ min: 0, max: 100_000 }),
  referenceMinor: fc.option(fc.integer({ min: 1, max: 2_000_000 })),
  wasMinor: fc.option(fc.integer({ min: 1, max: 2_000_000 })),
});

describe('every price', () => {
  test('is a whole number of pence, more than none', () => {
    fc.assert(
      fc.property(anyGoods, (goods) => {
        const { amountMinor } = decidePrice(goods);
        expect(Number.isSafeInteger(amountMinor) && amountMinor > 0).toBe(true);
      }),
    );
  });

  test('covers its cost, unless it is marked down', () => {
    fc.assert(
      fc.property(anyGoods, (goods) => {
        const { amountMinor, reasons } = decidePrice(goods);
        if (reasons.markdownPercent === 0) expect(amountMinor).toBeGreaterThanOrEqual(costFloorMinor(goods));
      }),
    );
  });

  test('stays within a fifth of the last scheduled one, unless its cost is higher', () => {
    fc.assert(
      fc.property(anyGoods, (goods) => {
        const { amountMinor, rule } = decidePrice(goods);
        if (goods.referenceMinor === null || rule === 'cost-floor') return;
        expect(amountMinor * 100).toBeGreaterThanOrEqual(goods.referenceMinor * 80);
        expect(amountMinor * 100).toBeLessThanOrEqual(goods.referenceMinor * 120);
      }),
    );
  });

  test('names a price before the reduction only if that was higher', () => {
    fc.assert(
      fc.property(anyGoods, (goods) => {
        const { amountMinor, wasMinor } = decidePrice(goods);
        if (wasMinor !== null) expect(wasMinor).toBeGreaterThan(amountMinor);
      }),
    );
  });

  test('comes to rest when nothing changes, night after night', () => {
    fc.assert(
      fc.property(anyGoods, (goods) => {
        let night = goods;
        for (let count = 0; count < 150; count += 1) {
          night = { ...night, referenceMinor: decidePrice(night).amountMinor };
        }
        expect(decidePrice(night).amountMinor).toBe(night.referenceMinor);
      }),
    );
  });
});
