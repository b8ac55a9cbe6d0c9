import type { Goods } from './goods.ts';

/** Of each per cent by which others ask more or less, half is followed. */
const PERMILLE_PER_PERCENT = 5;

/** Others move a price by 5 % at most. */
const MAX_STEP_PERMILLE = 50;

/** How far the prices of others move ours up or down, in thousandths; not at all where they are not known. */
export function competitorStepPermille({ competitorPercent }: Pick<Goods, 'competitorPercent'>): number {
  if (competitorPercent === null) return 0;
  const step = (competitorPercent - 100) * PERMILLE_PER_PERCENT;
  return Math.min(MAX_STEP_PERMILLE, Math.max(-MAX_STEP_PERMILLE, step));
}
