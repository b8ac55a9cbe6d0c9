import { describe, expect, test } from 'vitest';
import { nightlyBounds, raiseTo } from './bounds.ts';
import { demandStepPermille } from './demand.ts';
import { withEnding } from './endings.ts';
import { costFloorMinor, marginPriceMinor } from './margin.ts';
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
    [0, 280, 5, 0, 'an empty shelf'],
    [-3, 280, 5, 0, 'fewer than none'],
  ])('for %i on hand, %i sold, %i days of life is %i %%: %s', (onHand, sold, shelfLifeDays, percent) => {
    expect(markdownPercent({ onHand, sold, shelfLifeDays })).toBe(percent);
  });
});

describe('bounds', () => {
  test('allow a fifth either way, rounded inwards', () => {
    expect(nightlyBounds(99)).toEqual({ lowMinor: 80, highMinor: 118 });
    expect(nightlyBounds(1)).toEqual({ lowMinor: 1, highMinor: 1 });
    expect(nightlyBounds(null).lowMinor).toBe(1);
  });

  test('give way to the floor', () => {
    expect(raiseTo(90, { lowMinor: 80, highMinor: 120 })).toEqual({ lowMinor: 90, highMinor: 120 });
    expect(raiseTo(150, { lowMinor: 80, highMinor: 120 })).toEqual({ lowMinor: 150, highMinor: 150 });
  });
});

describe('endings', () => {
  const wide = { lowMinor: 1, highMinor: 100_000 };

  test.each([
    [137, 135],
    [138, 140],
    [3, 5],
    [999, 1000],
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
