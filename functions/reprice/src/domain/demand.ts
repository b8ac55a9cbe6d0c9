import type { Goods } from './goods.ts';
import { truncDivide } from './integer.ts';

/** Demand moves a price by 5 % at most. */
const MAX_STEP_PERMILLE = 50;

/** Twice the expected demand would move it by 15 %. */
const ELASTICITY_PERMILLE = 150;

/** So many pieces are taken for granted on both sides, so that a handful of sales says little. */
const PRIOR = 20;

/** How far demand moves a price up or down, in thousandths: by what was sold against what was to be expected, within bounds. */
export function demandStepPermille({ sold, expected }: Pick<Goods, 'sold' | 'expected'>): number {
  const step = truncDivide(ELASTICITY_PERMILLE * (sold - expected), expected + PRIOR);
  return Math.min(MAX_STEP_PERMILLE, Math.max(-MAX_STEP_PERMILLE, step));
}
