import { describe, expect, it } from 'vitest';
import { blockMeans, ratiosOf, spreadOf } from './statistics.ts';

describe('spreadOf', () => {
  it('finds the middle of an odd and of an even number of figures', () => {
    expect(spreadOf([5, 1, 3])).toEqual({ median: 3, min: 1, max: 5 });
    expect(spreadOf([10, 2, 9, 1])).toEqual({ median: 5.5, min: 1, max: 10 });
  });
});

describe('ratiosOf', () => {
  it('divides round by round', () => expect(ratiosOf([1, 4], [2, 8])).toEqual([0.5, 0.5]));
});

describe('blockMeans', () => {
  it('means each block, the last as far as it goes', () => expect(blockMeans([1, 3, 4, 6, 9], 2)).toEqual([2, 5, 9]));
});
