import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from './cards.ts';
import { StripeError } from './stripe-error.ts';

export interface Faults {
  /** Does the work with the fault around it; `undefined` means that the connection is to be broken instead of answered. */
  around<T>(fault: Fault | undefined, key: string | undefined, work: () => T): Promise<T | undefined>;
  /** Ends what is being slow. */
  stop(): void;
}

/** Faults strike the first request with an idempotency key: a client that repeats it gets through. */
export function createFaults(slowMilliseconds: number): Faults {
  const struck = new Set<string>();
  const stopping = new AbortController();

  function strikes(key: string | undefined): boolean {
    if (key === undefined) return true;
    const isFirst = !struck.has(key);
    struck.add(key);
    return isFirst;
  }

  return {
    async around(fault, key, work) {
      if (fault === undefined || !strikes(key)) return work();
      if (fault === 'reset-before-charge') return undefined;
      if (fault === 'rate-limited') throw rateLimited();
      const done = work();
      if (fault === 'slow')
        await delay(slowMilliseconds, undefined, { signal: stopping.signal }).catch(() => undefined);
      return fault === 'reset-after-charge' ? undefined : done;
    },
    stop: () => stopping.abort(),
  };
}

function rateLimited(): StripeError {
  const message = 'Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.';
  return new StripeError(429, { type: 'invalid_request_error', code: 'rate_limit', message });
}
