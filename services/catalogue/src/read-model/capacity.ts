import { getHeapStatistics } from 'node:v8';

/** What a product takes of the heap, with its price, its stock word and its place in lists and the search. */
const PRODUCT_BYTES = 800;
/** What else the heap has to hold: young objects, code, answers that are kept, and what is being read or written. */
const OTHER_BYTES = 154 * 2 ** 20;

/** For how many products a heap has room; by default this process'. */
export function capacityOf(heapBytes: number = getHeapStatistics().heap_size_limit): number {
  return Math.max(0, Math.floor((heapBytes - OTHER_BYTES) / PRODUCT_BYTES));
}

/** There are more products than the replica has memory for: no retry mends that. */
export class TooManyProducts extends Error {
  override readonly name = 'TooManyProducts';

  constructor(capacity: number) {
    super(`there are more products than its memory has room for (${Math.floor(capacity)}): ${remedy}`);
  }
}

/** What a person does about it. */
export const remedy = 'each further 1,000 need 1.1 MB more of memoryMb (infra/estate.yaml)';
