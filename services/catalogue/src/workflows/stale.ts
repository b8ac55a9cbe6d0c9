import type { DepartmentId } from '@grocer/contracts/catalogue';
import { CATALOGUE_TAG, departmentTag, productsTag, productTag } from '../edge-tags.ts';

/** Above so many products whole departments are purged: the real edge takes 5,000 tags a call. */
const MOST_PRODUCTS = 500;

/** What the edge may still show as it was. However much comes together, it takes no more room than `MOST_PRODUCTS` do. */
export interface Stale {
  isEmpty(): boolean;
  /** A product, whose page and whose department's lists are another now. */
  addProduct(sku: string, department: DepartmentId): void;
  /** The lists of a department that a product has left; by departments, the product's page is known by this one too. */
  addDepartment(department: DepartmentId): void;
  addAll(other: Stale): void;
  /** Adds what is in it to another one. */
  pour(into: Pick<Stale, 'addProduct' | 'addDepartment' | 'coarsen'>): void;
  /** Names departments in place of products from now on; false when that makes no fewer tags. */
  coarsen(): boolean;
  tags(): string[];
}

/** Creates an empty one. */
export function createStale(): Stale {
  const products = new Map<string, DepartmentId>();
  const departments = new Set<DepartmentId>();
  let isCoarse = false;

  function coarsen(): boolean {
    const saves = products.size > departments.size;
    isCoarse = true;
    products.clear();
    return saves;
  }

  const stale: Stale = {
    isEmpty: () => departments.size === 0,
    addProduct(sku, department) {
      departments.add(department);
      if (isCoarse) return;
      products.set(sku, department);
      if (products.size > MOST_PRODUCTS) coarsen();
    },
    addDepartment: (department) => void departments.add(department),
    addAll: (other) => other.pour(stale),
    pour(into) {
      if (isCoarse) into.coarsen();
      for (const department of departments) into.addDepartment(department);
      for (const [sku, department] of products) into.addProduct(sku, department);
    },
    coarsen,
    tags() {
      const pages = isCoarse ? [...departments].map(productsTag) : [...products.keys()].map(productTag);
      return [...pages, ...[...departments].map(departmentTag), CATALOGUE_TAG];
    },
  };
  return stale;
}
