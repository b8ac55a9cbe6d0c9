import type { DepartmentId } from '@grocer/contracts/catalogue';

/** The tag of whatever shows one product alone: its page, its prices, its picture. */
export function productTag(sku: string): string {
  return `product-${sku}`;
}

/** The tag of the same, by department: for when too many products have changed to name each. */
export function productsTag(department: DepartmentId): string {
  return `products-${department}`;
}

/** The tag of lists of one department. */
export function departmentTag(department: DepartmentId): string {
  return `department-${department}`;
}

/** The tag of lists of several departments, searches, and the list of departments. */
export const CATALOGUE_TAG = 'catalogue';
