import { getHeapStatistics } from 'node:v8';
import { Rejection } from '@grocer/chassis/errors';

/** What a product takes of the heap, with its price, its stock word and its place in lists and the search. */
const PRODUCT_BYTES = 800;
/** What else the heap has to hold: young objects, code, answers that are kept, and what is being read or written. */
const OTHER_BYTES = 154 * 2 ** 20;

/** For how many products a heap has room; by default this process'. */
export function capacityOf(heapBytes: number = getHeapStatistics().heap_size_limit): number {
  return Math.max(0, Math.floor((heapBytes - OTHER_BYTES) / PRODUCT_BYTES));
}

/** What a replica serves, and has memory for. */
export interface Room {
  readonly model: { readonly size: number; find(sku: string): unknown };
  readonly capacity: number;
}

/**
 * Throws `catalogue-full` unless there is room for those of the products that are new. Known from what this replica serves, which
 * is a moment behind: nobody runs out of memory by the few that are too many.
 */
export function demandRoom({ model, capacity }: Room, skus: readonly string[]): void {
  const fresh = skus.filter((sku) => !model.find(sku)).length;
  if (fresh === 0 || model.size + fresh <= capacity) return;
  throw new Rejection('catalogue-full', `the catalogue has room for ${capacity} products: ${remedy}`);
}

/** There are more products than the replica has memory for: no retry mends that. */
export class TooManyProducts extends Error {
  override readonly name = 'TooManyProducts';

  constructor(capacity: number) {
    super(`there are more products than its memory has room for (${Math.floor(capacity)}): ${remedy}`);
  }
}

/** What a person does about it. */
const remedy = 'each further 1,000 need 1.1 MB more of memoryMb (infra/estate.yaml)';
