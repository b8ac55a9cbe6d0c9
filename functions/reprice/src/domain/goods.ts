import type { DepartmentId } from '@grocer/contracts/catalogue';
import type { VatClass } from '@grocer/contracts/pricing';

/** All that the price of a product is made from. Amounts are pence, quantities are pieces. */
export interface Goods {
  readonly department: DepartmentId;
  readonly costMinor: number;
  readonly shelfLifeDays: number;
  readonly vatClass: VatClass;
  readonly onHand: number;
  /** Sold in the last 28 days. */
  readonly sold: number;
  /** What a product of its department sold in them on average. */
  readonly expected: number;
  /** What the last scheduled run left; null before the first price. */
  readonly referenceMinor: number | null;
  /** The price before a reduction that is in force. */
  readonly wasMinor: number | null;
}

/** The days over which demand is counted. */
export const DEMAND_DAYS = 28;
