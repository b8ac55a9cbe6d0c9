import { DEMAND_DAYS, type Goods } from './goods.ts';

/** Goods that keep longer are never marked down for their date. */
const PERISHABLE_DAYS = 30;

/** Fewer sales than one in two days do not tell how long the shelf will last. */
const ENOUGH_SOLD = DEMAND_DAYS / 2;

type Shelf = Pick<Goods, 'onHand' | 'sold' | 'shelfLifeDays'>;

/**
 * By how many percent goods go down because, as they sell, some would still lie there on their last day: 10, 20 or 30, the more the
 * longer the shelf lasts beyond their life.
 */
export function markdownPercent({ onHand, sold, shelfLifeDays }: Shelf): number {
  if (shelfLifeDays > PERISHABLE_DAYS || sold < ENOUGH_SOLD) return 0;
  const coverDays = Math.floor((onHand * DEMAND_DAYS) / sold);
  if (coverDays <= shelfLifeDays) return 0;
  if (coverDays * 2 <= shelfLifeDays * 3) return 10;
  return coverDays <= shelfLifeDays * 2 ? 20 : 30;
}
