import { describe, expect, test } from 'vitest';
import { nightlyBounds, withinLimits } from './bounds.ts';
import { competitorStepPermille } from './competitors.ts';
import { demandStepPermille } from './demand.ts';
import { withEnding } from './endings.ts';
import { ceilingMinor, costFloorMinor, marginPriceMinor } from './margin.ts';
import { markdownPercent } from './markdown.ts';

describe('margin', () => {
  test('adds the department and VAT by class', () => {
    expect(marginPriceMinor({ costMinor: 100, department: 'bakery', vatClass: 'zero' })).toBe(145);
    expect(marginPriceMinor({ costMinor: 100, department: 'bakery', vatClass: 'reduced' })).toBe(152);
    expect(marginPriceMinor({ costMinor: 100, department: 'pet', vatClass: 'standard' })).toBe(158);
  });

  test('never rounds the cost floor down', () => {
    expect(costFloorMinor({ costMinor: 101, vatClass: 'reduced' })).toBe(107);
    expect(costFloorMinor({ costMinor: 101, vatClass: 'zero' })).toBe(101);
  });

  test('has a ceiling 8 % above it, or at what covers the cost', () => {
    expect(ceilingMinor({ costMinor: 100, department: 'bakery', vatClass: 'zero' })).toBe(156);
    expect(ceilingMinor({ costMinor: 1, department: 'drinks', vatClass: 'standard' })).toBe(2);
  });
});

describe('demand', () => {
  test.each([
    [0, 0, 0],
    [100, 100, 0],
    [2, 0, 15],
    [0, 5, -30],
    [200, 100, 50],
    [0, 1000, -50],
    [1_000_000, 0, 50],
  ])('of %i against %i expected moves a price by %i thousandths', (sold, expected, step) => {
    expect(demandStepPermille({ sold, expected })).toBe(step);
  });
});

describe('competitors', () => {
  test.each([
    [null, 0],
    [100, 0],
    [104, 20],
    [97, -15],
    [1000, 50],
    [1, -50],
  ])('who ask %s %% move a price by %i thousandths', (competitorPercent, step) => {
    expect(competitorStepPermille({ competitorPercent })).toBe(step);
  });
});

describe('markdown', () => {
  test.each([
    [100, 280, 10, 0, 'the shelf lasts exactly as long as the goods'],
    [110, 280, 10, 10, 'a day longer'],
    [150, 280, 10, 10, 'one and a half times as long'],
    [160, 280, 10, 20, 'longer than that'],
    [200, 280, 10, 20, 'twice as long'],
    [210, 280, 10, 30, 'longer still'],
    [9999, 280, 31, 0, 'goods that keep'],
    [9999, 13, 5, 0, 'too few sold to tell'],
    [1, 280, 0, 0, 'the last day, and it will be sold'],
    [10, 280, 0, 30, 'the last day, and it will not'],
    [0, 280, 5, 0, 'an empty shelf'],
    [-3, 280, 5, 0, 'fewer than none'],
  ])('for %i on hand, %i sold, %i days left is %i %%: %s', (onHand, sold, daysLeft, percent) => {
    expect(markdownPercent({ onHand, sold, daysLeft })).toBe(percent);
  });
});

describe('bounds', () => {
  test('allow a fifth either way, rounded inwards', () => {
    expect(nightlyBounds(99)).toEqual({ lowMinor: 80, highMinor: 118 });
    expect(nightlyBounds(1)).toEqual({ lowMinor: 1, highMinor: 1 });
    expect(nightlyBounds(null).lowMinor).toBe(1);
  });

  test.each([
    ['the floor raises the lower', 90, 500, { lowMinor: 90, highMinor: 120 }],
    ['the floor raises both', 150, 500, { lowMinor: 150, highMinor: 150 }],
    ['the ceiling lowers the upper', 50, 110, { lowMinor: 80, highMinor: 110 }],
    ['the ceiling gives way to the lower', 50, 70, { lowMinor: 80, highMinor: 80 }],
  ])('within limits: %s', (_, floor, ceiling, bounds) => {
    const nightly = { lowMinor: 80, highMinor: 120 };
    expect(withinLimits(nightly, { floorMinor: floor, ceilingMinor: ceiling })).toEqual(bounds);
  });
});

describe('endings', () => {
  const wide = { lowMinor: 1, highMinor: 100_000 };

  test.each([
    [137, 135],
    [138, 140],
    [3, 5],
    [997, 995],
    [998, 999],
    [1000, 999],
    [1012, 999],
    [1030, 1049],
    [1099, 1099],
  ])('turn %i into %i', (amount, ending) => {
    expect(withEnding(amount, wide)).toBe(ending);
  });

  test('stay within the bounds, or do without', () => {
    expect(withEnding(137, { lowMinor: 136, highMinor: 200 })).toBe(140);
    expect(withEnding(137, { lowMinor: 136, highMinor: 139 })).toBe(137);
  });
});
