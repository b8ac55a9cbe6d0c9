import { setTimeout as delay } from 'node:timers/promises';

/** Lets a loop sleep until there is something to do. A call while nobody sleeps is kept. */
export interface Wakeup {
  call(): void;
  /** Resolves at a call, or after `ms`. */
  sleep(ms: number): Promise<void>;
}

export function createWakeup(): Wakeup {
  let called = new AbortController();
  return {
    call: () => called.abort(),
    async sleep(ms) {
      await delay(ms, undefined, { signal: called.signal }).catch(() => undefined);
      if (called.signal.aborted) called = new AbortController();
    },
  };
}
