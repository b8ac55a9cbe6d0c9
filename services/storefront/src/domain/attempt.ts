import type { PlaceOrder } from '@grocer/contracts/checkout';

/**
 * One try at placing one order. Its key goes out with every repetition of the same body, so that an order whose answer
 * got lost is found again and not placed twice.
 */
export interface Attempt {
  readonly key: string;
  readonly body: PlaceOrder;
}

/** The attempt to send: the last one while the body is the same, else a new one under `newKey`. */
export function attemptFor(body: PlaceOrder, last: Attempt | undefined, newKey: string): Attempt {
  return last && JSON.stringify(last.body) === JSON.stringify(body) ? last : { key: newKey, body };
}
