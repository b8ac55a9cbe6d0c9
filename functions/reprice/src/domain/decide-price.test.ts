import { describe, expect, test } from 'vitest';
import { decidePrice } from './decide-price.ts';
import type { Goods } from './goods.ts';

const bread: Goods = {
  department: 'bakery',
  costMinor: 100,
  vatClass: 'zero',
  daysLeft: 5,
  onHand: 50,
  sold: 0,
  expected: 0,
  competitorPercent: null,
  promotionPercent: null,
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
    ['more, where others ask more', { competitorPercent: 110 }, 150, 'competitor-index'],
    ['less, where others ask less', { competitorPercent: 90 }, 140, 'competitor-index'],
    ['moved by both, named by the stronger', { competitorPercent: 98, sold: 50, onHand: 5 }, 150, 'demand'],
    ['never above its ceiling, whatever moves it', { competitorPercent: 200, sold: 50, onHand: 5 }, 155, 'ceiling'],
    ['reduced by a promotion', { promotionPercent: 10 }, 130, 'promotion'],
    ['a promotion first, even where its date is near', { ...overstocked, promotionPercent: 10 }, 130, 'promotion'],
    ['marked down, where the shelf outlives it', overstocked, 120, 'expiry-markdown'],
    ['marked down, the night after', { ...overstocked, referenceMinor: 120 }, 115, 'expiry-markdown'],
    ['a fifth up at most', { referenceMinor: 100 }, 120, 'nightly-limit'],
    ['a fifth down at most', { referenceMinor: 300 }, 240, 'nightly-limit'],
    ['a fifth down at most, whatever a promotion takes off', { promotionPercent: 30 }, 120, 'nightly-limit'],
    ['at cost at least, whatever the night allows', { referenceMinor: 50 }, 100, 'cost-floor'],
    [
      'at cost at least, whatever a promotion takes off',
      { promotionPercent: 90, referenceMinor: 110 },
      100,
      'cost-floor',
    ],
    ['below cost for its date alone', { ...hopeless, referenceMinor: 100 }, 85, 'expiry-markdown'],
    ['free at the first night', { referenceMinor: null }, 145, 'margin'],
  ])('is %s', (_, change, amountMinor, rule) => {
    expect(decidePrice({ ...bread, ...change })).toMatchObject({ amountMinor, rule });
  });

  test('names the price before the reduction, and that one for as long as it lasts', () => {
    expect(decidePrice({ ...bread, ...overstocked })).toMatchObject({ amountMinor: 120, wasMinor: 145 });
    const second = { ...bread, ...overstocked, onHand: 999, referenceMinor: 120, wasMinor: 145 };
    expect(decidePrice(second)).toMatchObject({ amountMinor: 100, wasMinor: 145 });
    expect(decidePrice({ ...second, promotionPercent: 10 })).toMatchObject({ amountMinor: 130, wasMinor: 145 });
    expect(decidePrice({ ...bread, referenceMinor: 120, wasMinor: 145 })).toMatchObject({ wasMinor: null });
  });

  test('tells what it was made from and what each rule found, and nothing of what says nothing', () => {
    expect(decidePrice({ ...bread, competitorPercent: 104 }).reasons).toEqual({
      ...{ department: 'bakery', costMinor: 100, vatClass: 'zero', daysLeft: 5, onHand: 50, sold: 0, expected: 0 },
      ...{ competitorPercent: 104, referenceMinor: 145 },
      ...{ marginMinor: 145, competitorPermille: 20, floorMinor: 100, ceilingMinor: 156 },
    });
  });
});
