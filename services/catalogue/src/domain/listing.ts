import type { Availability, DepartmentId, ProductSort } from '@grocer/contracts/catalogue';

/** Which products a list shows and in which order: what a cursor is bound to. */
export interface Listing {
  readonly q: string | null;
  readonly department: DepartmentId | null;
  readonly dietary: readonly string[];
  readonly availability: Availability | null;
  readonly sort: ProductSort;
}

/** The last product of a page, by the key of the list's order: its name, its price (null: none), or its relevance. */
export interface Position {
  readonly key: string | number | null;
  readonly sku: string;
}
