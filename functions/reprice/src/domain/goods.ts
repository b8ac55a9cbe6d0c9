import type { DepartmentId } from '@grocer/contracts/catalogue';
import type { VatClass } from '@grocer/contracts/pricing';

/** All that the price of a product is made from. Amounts are pence, quantities are pieces. */
export interface Goods {
  readonly department: DepartmentId;
  readonly costMinor: number;
  readonly vatClass: VatClass;
  /** Days that the oldest pieces on the shelf may still be sold: their shelf life less the time since they came in. */
  readonly daysLeft: number;
  readonly onHand: number;
  /** Sold in the last 28 days. */
  readonly sold: number;
  /** What a product of its department sold in them on average. */
  readonly expected: number;
  /** What others ask for it, in per cent of its cost-plus price; null where nobody has looked lately. */
  readonly competitorPercent: number | null;
  /** What a promotion takes off on the run's business date; null without one. */
  readonly promotionPercent: number | null;
  /** What the last scheduled run left; null before the first price. */
  readonly referenceMinor: number | null;
  /** The price before a reduction that is in force. */
  readonly wasMinor: number | null;
}

/** The days over which demand is counted. */
export const DEMAND_DAYS = 28;
