import { setTimeout as delay } from 'node:timers/promises';

/** Lets a loop sleep until there is something to do. A call while nobody sleeps is kept. */
export interface Wakeup {
  call(): void;
  /** Resolves at a call, after `ms`, or when `signal` aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export function createWakeup(): Wakeup {
  let called = new AbortController();
  return {
    call: () => called.abort(),
    async sleep(ms, signal) {
      await delay(ms, undefined, { signal: AbortSignal.any([called.signal, signal]) }).catch(() => undefined);
      if (called.signal.aborted) called = new AbortController();
    },
  };
}
