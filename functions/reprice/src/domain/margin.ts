import type { DepartmentId } from '@grocer/contracts/catalogue';
import type { VatClass } from '@grocer/contracts/pricing';
import type { Goods } from './goods.ts';
import { ceilDivide, floorDivide, roundDivide } from './integer.ts';

type Costs = Pick<Goods, 'costMinor' | 'department' | 'vatClass'>;

/** What the goods cost us with the VAT that their price will hold, rounded up: below it we lose money. */
export function costFloorMinor({ costMinor, vatClass }: Omit<Costs, 'department'>): number {
  return ceilDivide(costMinor * (100 + vatPercent[vatClass]), 100);
}

/** Cost, the department's margin and VAT, rounded to the penny. */
export function marginPriceMinor({ costMinor, department, vatClass }: Costs): number {
  return roundDivide(costMinor * (100 + marginPercent[department]) * (100 + vatPercent[vatClass]), 10_000);
}

/** No price is more than 8 % above cost, margin and VAT, whatever moves it, but to cover its cost. */
export function ceilingMinor(costs: Costs): number {
  return Math.max(costFloorMinor(costs), floorDivide(marginPriceMinor(costs) * (100 + MAX_ABOVE_MARGIN_PERCENT), 100));
}

const MAX_ABOVE_MARGIN_PERCENT = 8;

const vatPercent: Readonly<Record<VatClass, number>> = { zero: 0, reduced: 5, standard: 20 };

/** What each department adds to its costs: more where much is thrown away, less where everybody compares. */
const marginPercent: Readonly<Record<DepartmentId, number>> = {
  'fruit-vegetables': 42,
  'meat-fish': 34,
  'dairy-eggs': 24,
  bakery: 45,
  'chilled-ready-meals': 46,
  frozen: 34,
  'food-cupboard': 30,
  'snacks-confectionery': 36,
  drinks: 32,
  'beer-wine-spirits': 22,
  baby: 20,
  'health-beauty': 40,
  household: 34,
  pet: 32,
  other: 30,
};
