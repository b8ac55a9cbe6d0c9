import { DEMAND_DAYS, type Goods } from './goods.ts';
import { floorDivide } from './integer.ts';

/** Goods with more days left are never marked down for their date. */
export const PERISHABLE_DAYS = 30;

/** Fewer sales than one in two days do not tell how long the shelf will last. */
const ENOUGH_SOLD = floorDivide(DEMAND_DAYS, 2);

type Shelf = Pick<Goods, 'onHand' | 'sold' | 'daysLeft'>;

/**
 * By how many per cent goods go down because, as they sell, some would still lie there on their last day: 10, 20 or 30, the more the
 * longer the stock covers demand beyond the days that are left.
 */
export function markdownPercent({ onHand, sold, daysLeft }: Shelf): number {
  if (daysLeft > PERISHABLE_DAYS || sold < ENOUGH_SOLD) return 0;
  const coverDays = floorDivide(onHand * DEMAND_DAYS, sold);
  if (coverDays <= daysLeft) return 0;
  if (coverDays * 2 <= daysLeft * 3) return 10;
  return coverDays <= daysLeft * 2 ? 20 : 30;
}
