import { departmentIds } from '@grocer/contracts/catalogue';
import { priceRules, vatClasses } from '@grocer/contracts/pricing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Bounds, nightlyBounds, withinLimits } from './bounds.ts';
import { decidePrice } from './decide-price.ts';
import { withEnding } from './endings.ts';
import type { Goods } from './goods.ts';
import { ceilingMinor, costFloorMinor } from './margin.ts';

// A failure tells its seed and path: REPRICE_SEED does that run again.

const { REPRICE_SEED } = process.env;
const parameters = { numRuns: 1000, ...(REPRICE_SEED && { seed: Number(REPRICE_SEED) }) };

/** Prices of a few pence and of thousands of pounds, each as likely. */
const anyAmount = fc.oneof(
  fc.integer({ min: 1, max: 30 }),
  fc.integer({ min: 1, max: 3000 }),
  fc.integer({ min: 1, max: 1_000_000 }),
);

const anyGoods: fc.Arbitrary<Goods> = fc.record({
  department: fc.constantFrom(...departmentIds),
  costMinor: anyAmount,
  vatClass: fc.constantFrom(...vatClasses),
  daysLeft: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 3650 })),
  onHand: fc.oneof(fc.integer({ min: -100, max: 500 }), fc.integer({ min: 0, max: 100_000 })),
  sold: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 100_000 })),
  expected: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 100_000 })),
  competitorPercent: fc.option(fc.oneof(fc.integer({ min: 85, max: 115 }), fc.integer({ min: 1, max: 1000 }))),
  promotionPercent: fc.option(fc.integer({ min: 1, max: 90 }), { freq: 2 }),
  referenceMinor: fc.option(anyAmount),
  wasMinor: fc.option(anyAmount),
});

/** The same goods a second time with something about them changed. */
function everyPair(change: (goods: Goods, by: number) => Goods, hold: (before: number, after: number) => void): void {
  fc.assert(
    fc.property(anyGoods, fc.integer({ min: 1, max: 5000 }), (goods, by) => {
      hold(decidePrice(goods).amountMinor, decidePrice(change(goods, by)).amountMinor);
    }),
    parameters,
  );
}

function every(hold: (goods: Goods, decision: ReturnType<typeof decidePrice>) => void): void {
  fc.assert(
    fc.property(anyGoods, (goods) => {
      hold(goods, decidePrice(goods));
    }),
    parameters,
  );
}

const isFamiliar = (minor: number) => (minor < 999 ? minor % 5 === 0 : minor % 50 === 49);

/** What ends as our prices do and lies within the bounds; of wide ones the lowest hundred pounds. */
function familiarWithin({ lowMinor, highMinor }: Bounds): number[] {
  const amounts = Array.from({ length: Math.min(10_000, highMinor - lowMinor + 1) }, (_, index) => lowMinor + index);
  return amounts.filter(isFamiliar);
}

const isHigher = (before: number, after: number) => expect(after).toBeGreaterThanOrEqual(before);
const isLower = (before: number, after: number) => expect(after).toBeLessThanOrEqual(before);

describe('every price', () => {
  test('is a whole number of pence, more than none, and so is all that led to it', () => {
    every((_, { amountMinor, wasMinor, reasons }) => {
      expect(amountMinor).toBeGreaterThan(0);
      const figures = [amountMinor, wasMinor, ...Object.values(reasons)].filter((one) => typeof one === 'number');
      expect(figures.filter((one) => !Number.isSafeInteger(one))).toEqual([]);
    });
  });

  test('tells its rule and every input that is known', () => {
    every((goods, { rule, reasons }) => {
      expect(priceRules).toContain(rule);
      const known = Object.entries(goods).filter(([, value]) => value !== null);
      expect(reasons).toMatchObject(Object.fromEntries(known));
    });
  });

  test('is moved by demand and by others a twentieth at most, each', () => {
    every((_, { reasons: { demandPermille = 0, competitorPermille = 0 } }) => {
      for (const step of [demandPermille, competitorPermille]) expect(Math.abs(step)).toBeLessThanOrEqual(50);
    });
  });

  test('covers its cost, unless it is marked down for its date', () => {
    every((goods, { amountMinor, reasons }) => {
      if (!reasons.markdownPercent) expect(amountMinor).toBeGreaterThanOrEqual(costFloorMinor(goods));
    });
  });

  test('stays within a fifth of the last scheduled one, unless its cost is higher', () => {
    every(({ referenceMinor, ...goods }, { amountMinor, reasons }) => {
      if (referenceMinor === null) return;
      expect(amountMinor * 100).toBeGreaterThanOrEqual(referenceMinor * 80);
      const isMarkedDown = reasons.markdownPercent !== undefined;
      if (isMarkedDown || amountMinor > costFloorMinor(goods)) {
        expect(amountMinor * 100).toBeLessThanOrEqual(referenceMinor * 120);
      }
    });
  });

  test('stays below its ceiling, unless the night does not reach down to it', () => {
    every((goods, { amountMinor }) => {
      const lowest = goods.referenceMinor === null ? 1 : Math.ceil((goods.referenceMinor * 80) / 100);
      expect(amountMinor).toBeLessThanOrEqual(Math.max(ceilingMinor(goods), lowest));
    });
  });

  test('ends as our prices do, unless its bounds hold no such price', () => {
    every(({ referenceMinor }, { amountMinor, reasons }) => {
      if (isFamiliar(amountMinor)) return;
      const { floorMinor = 1, ceilingMinor: highest = 1 } = reasons;
      const bounds = withinLimits(nightlyBounds(referenceMinor), { floorMinor, ceilingMinor: highest });
      expect(familiarWithin(bounds)).toEqual([]);
    });
  });

  test('is below what it was before a reduction, and tells so only of a promotion or a markdown', () => {
    every(({ promotionPercent }, { amountMinor, wasMinor, reasons }) => {
      if (wasMinor === null) return;
      expect(wasMinor).toBeGreaterThan(amountMinor);
      expect(promotionPercent !== null || reasons.markdownPercent !== undefined).toBe(true);
    });
  });

  test('goes by a promotion before a markdown', () => {
    every(({ promotionPercent }, { rule, reasons }) => {
      if (promotionPercent === null) expect(rule).not.toBe('promotion');
      else expect(reasons).not.toHaveProperty('markdownPercent');
    });
  });

  test('goes by a markdown before demand, others and margin', () => {
    every((_, { rule, reasons }) => {
      if (reasons.markdownPercent) expect(['margin', 'demand', 'competitor-index', 'cost-floor']).not.toContain(rule);
      else expect(rule).not.toBe('expiry-markdown');
    });
  });

  test('is called bounded only where it lies at the bound, or at the ending next to it', () => {
    every((goods, { amountMinor, rule }) => {
      const { lowMinor, highMinor } = nightlyBounds(goods.referenceMinor);
      const away = (bound: number) => Math.abs(amountMinor - bound);
      if (rule === 'cost-floor') expect(away(costFloorMinor(goods))).toBeLessThan(50);
      if (rule === 'nightly-limit') expect(Math.min(away(lowMinor), away(highMinor))).toBeLessThan(50);
      if (rule === 'ceiling') expect(away(ceilingMinor(goods))).toBeLessThan(50);
    });
  });
});

test('an ending is the nearest within the bounds, whatever they are, of two the lower', () => {
  const amounts = fc.integer({ min: 1, max: 3000 });
  fc.assert(
    fc.property(fc.tuple(amounts, amounts, amounts), (three) => {
      const [lowMinor = 0, amount = 0, highMinor = 0] = three.toSorted((one, other) => one - other);
      const bounds = { lowMinor, highMinor };
      const away = (one: number) => Math.abs(one - amount);
      const [nearest = amount] = familiarWithin(bounds).toSorted(
        (one, other) => away(one) - away(other) || one - other,
      );
      expect(withEnding(amount, bounds)).toBe(nearest);
    }),
    parameters,
  );
});

describe('a price decided again', () => {
  test('is the same, by the same rule, while the night is the same', () => {
    every((goods, first) => {
      const second = decidePrice({ ...goods, wasMinor: first.wasMinor });
      expect([second.amountMinor, second.rule]).toEqual([first.amountMinor, first.rule]);
      expect(second.wasMinor).toBe(goods.referenceMinor === null ? second.wasMinor : first.wasMinor);
    });
  });

  test('comes to rest when nothing changes, night after night', () => {
    every((goods) => {
      let night = goods;
      for (let count = 0; count < 150; count += 1) {
        night = { ...night, referenceMinor: decidePrice(night).amountMinor };
      }
      expect(decidePrice(night).amountMinor).toBe(night.referenceMinor);
    });
  });
});

describe('a price is no lower', () => {
  test('for a higher cost', () => {
    everyPair((goods, by) => ({ ...goods, costMinor: goods.costMinor + by }), isHigher);
  });

  test('for a higher last price', () => {
    everyPair(
      (goods, by) => ({ ...goods, referenceMinor: goods.referenceMinor && goods.referenceMinor + by }),
      isHigher,
    );
  });

  test('when others ask more', () => {
    everyPair(
      (goods, by) => ({ ...goods, competitorPercent: goods.competitorPercent && goods.competitorPercent + by }),
      isHigher,
    );
  });

  test('when more days are left', () => {
    everyPair((goods, by) => ({ ...goods, daysLeft: goods.daysLeft + by }), isHigher);
  });

  test('when more was sold of what keeps', () => {
    fc.assert(
      fc.property(anyGoods, fc.integer({ min: 1, max: 5000 }), (goods, by) => {
        const keeps = { ...goods, daysLeft: 365 };
        isHigher(decidePrice(keeps).amountMinor, decidePrice({ ...keeps, sold: keeps.sold + by }).amountMinor);
      }),
      parameters,
    );
  });
});

describe('a price is no higher', () => {
  test('when more was to be expected', () => {
    everyPair((goods, by) => ({ ...goods, expected: goods.expected + by }), isLower);
  });

  test('for a lower class of VAT', () => {
    every((goods) => {
      const amounts = vatClasses.map((vatClass) => decidePrice({ ...goods, vatClass }).amountMinor);
      expect(amounts).toEqual(amounts.toSorted((one, other) => one - other));
    });
  });

  test('for more on the shelf', () => {
    everyPair((goods, by) => ({ ...goods, onHand: goods.onHand + by }), isLower);
  });

  test('for a larger promotion', () => {
    everyPair(
      (goods, by) => ({
        ...goods,
        promotionPercent: goods.promotionPercent && Math.min(90, goods.promotionPercent + by),
      }),
      isLower,
    );
  });
});
