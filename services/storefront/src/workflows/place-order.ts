import type { Order, PlaceOrder } from '@grocer/contracts/checkout';
import type { Checkout } from '../api/checkout.ts';
import { Refused } from '../api/http.ts';
import { type Attempt, attemptFor } from '../domain/attempt.ts';

export interface Placing {
  readonly checkout: Pick<Checkout, 'place'>;
  /** Keeps the attempt over a reload of the page, until its outcome is known. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  readonly newKey: () => string;
  readonly pause: (ms: number) => Promise<void>;
}

const key = 'grocer.attempt';
// A key is claimed for 30 s at most (contracts, Idempotency-Key).
const inProgress = { tries: 16, pauseMs: 2_000 };

/**
 * Places an order. Its key is made once and goes out with every repetition until an answer settles the attempt; only a
 * fault that leaves the outcome open (no answer, 429, 5xx) keeps it for the next press of the button.
 */
export async function placeOrder({ checkout, storage, newKey, pause }: Placing, body: PlaceOrder): Promise<Order> {
  const attempt = attemptFor(body, readAttempt(storage), newKey());
  storage.setItem(key, JSON.stringify(attempt));
  for (let tries = 1; ; tries += 1) {
    try {
      const order = await checkout.place(attempt);
      storage.removeItem(key);
      return order;
    } catch (error) {
      const mayRepeat = error instanceof Refused && error.code === 'request-in-progress' && tries < inProgress.tries;
      if (!mayRepeat) {
        if (isSettled(error)) storage.removeItem(key);
        throw error;
      }
    }
    await pause(inProgress.pauseMs);
  }
}

function isSettled(error: unknown): boolean {
  if (!(error instanceof Refused) || error.code === 'request-in-progress') return false;
  const { status } = error.problem;
  return status < 500 && status !== 429;
}

function readAttempt(storage: Placing['storage']): Attempt | undefined {
  const text = storage.getItem(key);
  return text === null ? undefined : JSON.parse(text);
}
