import { type DepartmentId, departmentIds } from '@grocer/contracts/catalogue';
import type { PricingInputs } from '@grocer/contracts/pricing';
import { type DemoProduct, generateAssortment } from './assortment.ts';

/** What a product of each department typically costs, how long it keeps and how it is taxed: the middle of what the demo shop sells there. */
export function typicalInputs(): Record<DepartmentId, PricingInputs> {
  const products = generateAssortment();
  const byDepartment = Map.groupBy(products, ({ department }) => department);
  const entries = departmentIds.map((id) => [id, middleOf(byDepartment.get(id) ?? products)]);
  return Object.fromEntries(entries);
}

function middleOf(products: readonly DemoProduct[]): PricingInputs {
  return {
    cost: { amountMinor: median(products.map(({ costMinor }) => costMinor)), currency: 'GBP' },
    shelfLifeDays: median(products.map(({ shelfLifeDays }) => shelfLifeDays)),
    vatClass: mostFrequent(products.map(({ vatClass }) => vatClass)),
  };
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 1;
}

function mostFrequent<T extends PricingInputs['vatClass']>(values: readonly T[]): T | 'standard' {
  const [first] = [...Map.groupBy(values, (value) => value)].sort(([, a], [, b]) => b.length - a.length);
  return first?.[0] ?? 'standard';
}
