import type { Log } from './log.ts';

/** Something granted for a while: a token or a login, how long it lasts, and how to prolong it (returns the seconds granted). */
export interface Grant<T> {
  readonly value: T;
  readonly seconds: number;
  renew(): Promise<number>;
}

/** A grant that is kept valid: renewed while that works, replaced when it does not. */
export interface Kept<T> {
  /** The value now; waits for the first one. Rejects when the first attempt is refused for good. */
  current(): Promise<T>;
  /** Calls back with each value that replaces another. Returns how to stop. */
  onReplace(listener: (value: T) => void): () => void;
  /** Obtains a new value soon, as if the old one could not be renewed. */
  replace(): void;
  /** False when the value is about to end and could not be prolonged. */
  isHealthy(): boolean;
}

/** What keep needs; `isFinal` tells errors that no retry can mend. */
export interface KeepOptions<T> {
  readonly name: string;
  readonly obtain: () => Promise<Grant<T>>;
  readonly isFinal: (error: unknown) => boolean;
  readonly log: Log;
  readonly signal: AbortSignal;
}

const BACKOFF_MS = [200, 500, 1000, 2000, 5000] as const;
/** Renewal starts at two thirds of the life, spread by a tenth so that a fleet does not renew at once. */
const RENEW_AT = 2 / 3;
const JITTER = 0.1;
/** Past this much of its life a grant that was not prolonged is about to end. */
const ALARM_AT = 0.95;

/** Obtains a grant and keeps it valid until `signal` aborts. */
export function keep<T>({ name, obtain, isFinal, log, signal }: KeepOptions<T>): Kept<T> {
  const first = Promise.withResolvers<T>();
  const listeners = new Set<(value: T) => void>();
  let wake = new AbortController();
  let value: T | undefined;
  let healthyUntil = 0;
  let isReplacing = false;

  const live = (seconds: number) => {
    healthyUntil = Date.now() + seconds * 1000 * ALARM_AT;
  };

  async function obtainPatiently(): Promise<Grant<T>> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await obtain();
      } catch (error) {
        if (value === undefined && isFinal(error)) throw error;
        log.warn({ err: error }, `cannot obtain ${name} yet, trying again`);
        await pause(BACKOFF_MS[Math.min(attempt, BACKOFF_MS.length - 1)] ?? 0);
      }
    }
  }

  /** Sleeps, but no longer than until `replace` is called or everything stops. */
  async function pause(ms: number): Promise<void> {
    await sleep(ms, AbortSignal.any([signal, wake.signal]));
    signal.throwIfAborted();
  }

  /** Holds one grant until it has to be replaced. */
  async function hold(grant: Grant<T>): Promise<void> {
    let seconds = grant.seconds;
    live(seconds);
    for (;;) {
      await pause(seconds * 1000 * RENEW_AT * (1 - Math.random() * JITTER));
      if (isReplacing) return;
      const granted = await grant.renew().catch((error: unknown) => {
        log.warn({ err: error }, `cannot renew ${name}, replacing it`);
        return 0;
      });
      if (granted > 0) live(granted);
      if (granted < grant.seconds / 2) return; // refused, or near the end of its longest life
      seconds = granted;
    }
  }

  async function run(): Promise<void> {
    for (;;) {
      const grant = await obtainPatiently();
      isReplacing = false;
      wake = new AbortController();
      const isFirst = value === undefined;
      value = grant.value;
      first.resolve(grant.value);
      if (!isFirst) for (const listener of listeners) listener(grant.value);
      await hold(grant);
    }
  }

  void run().catch((error: unknown) => first.reject(error));
  return {
    current: async () => value ?? first.promise,
    onReplace(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    replace() {
      isReplacing = true;
      wake.abort();
    },
    isHealthy: () => Date.now() < healthyUntil,
  };
}

/** Waits `ms` milliseconds or until `signal` aborts, without keeping the process alive. */
function sleep(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  timer.unref();
  signal.addEventListener('abort', () => resolve(), { once: true });
  return promise.finally(() => clearTimeout(timer));
}
