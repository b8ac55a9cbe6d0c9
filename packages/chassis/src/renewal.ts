import { createPatience, type Patience } from './patience.ts';

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
  /** Calls back with each value that replaces another, and when that one ends (milliseconds since 1970). Returns how to stop. */
  onReplace(listener: (value: T, oldEndsAt: number) => void): () => void;
  /** Obtains a new value at once; the old one is good until `until` at most. */
  replace(until?: number): void;
  /** Obtains a new value because `refused` is not taken any more; resolves when another is in its place. */
  replaceRefused(refused: T): Promise<void>;
  /** Renews at once, to learn whether the value is still good. */
  check(): void;
  /** False when the value is about to end and could not be prolonged. */
  isHealthy(): boolean;
}

/** What keep needs. */
export interface KeepOptions<T> extends Omit<Patience, 'wake'> {
  readonly obtain: () => Promise<Grant<T>>;
  /** Tells errors that no retry can mend. */
  readonly isFinal: (error: unknown) => boolean;
  /** Tells errors of a granter that is away, whose grants are still good. */
  readonly isAway: (error: unknown) => boolean;
  /** Called when the very first attempt is refused for good, after which nothing is tried again. */
  readonly onRefused?: (error: unknown) => void;
}

/** Renewal starts at two thirds of the life, spread by a tenth so that a fleet does not renew at once. */
const RENEW_AT = 2 / 3;
const JITTER = 0.1;
/** Past this much of its life a grant that was not prolonged is about to end. */
const ALARM_AT = 0.95;

/** Obtains a grant and keeps it valid until `signal` aborts. */
export function keep<T>({ name, obtain, isFinal, isAway, onRefused, log, signal }: KeepOptions<T>): Kept<T> {
  const first = Promise.withResolvers<T>();
  const listeners = new Set<(value: T, oldEndsAt: number) => void>();
  let wake = new AbortController();
  let value: T | undefined;
  let healthyUntil = 0;
  let endsAt = 0;
  let isReplacing = false;
  let lastRefused: T | undefined;
  const patience = createPatience({ name, log, signal, wake: () => wake.signal });

  const live = (seconds: number) => {
    endsAt = Date.now() + seconds * 1000;
    healthyUntil = Date.now() + seconds * 1000 * ALARM_AT;
  };

  /** A replacement that is asked for while another is on its way may be meant for that one already: it is obtained again. */
  function obtainPatiently(): Promise<Grant<T>> {
    return patience.insist(
      'obtain',
      (error) => value === undefined && isFinal(error),
      () => {
        isReplacing = false;
        wake = new AbortController();
        return obtain();
      },
    );
  }

  /** Prolongs a grant; 0 when it has to be replaced. While the granter is away a grant is as good as before, and tried again. */
  async function renewPatiently({ renew }: Grant<T>): Promise<number> {
    const isOver = (error: unknown) => isReplacing || !isAway(error) || Date.now() >= endsAt;
    try {
      return await patience.insist('renew', isOver, () => {
        if (!isReplacing) wake = new AbortController();
        return renew();
      });
    } catch (error) {
      signal.throwIfAborted();
      log.info({ reason: patience.reasonOf(error) }, `${name} is not renewed any more: it is replaced`);
      return 0;
    }
  }

  /** Holds one grant until it has to be replaced. */
  async function hold(grant: Grant<T>): Promise<void> {
    let seconds = grant.seconds;
    for (;;) {
      await patience.pause(seconds * 1000 * RENEW_AT * (1 - Math.random() * JITTER));
      if (isReplacing) return;
      const granted = await renewPatiently(grant);
      if (granted > 0 && !isReplacing) live(granted);
      if (isReplacing || granted < grant.seconds / 2) return; // refused, or near the end of its longest life
      seconds = granted;
    }
  }

  async function run(): Promise<void> {
    for (;;) {
      const grant = await obtainPatiently();
      const [isFirst, oldEndsAt] = [value === undefined, endsAt];
      value = grant.value;
      live(grant.seconds);
      first.resolve(grant.value);
      if (!isFirst) for (const listener of listeners) listener(grant.value, oldEndsAt);
      await hold(grant);
    }
  }

  const onReplace = (listener: (value: T, oldEndsAt: number) => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const replace = (until = endsAt) => {
    isReplacing = true;
    healthyUntil = Math.min(healthyUntil, until);
    wake.abort();
  };

  void run().catch((error: unknown) => {
    // Whoever waits is told; nobody has to wait.
    first.promise.catch(() => undefined);
    first.reject(error);
    if (!signal.aborted) onRefused?.(error);
  });
  return {
    current: async () => value ?? first.promise,
    onReplace,
    replace,
    async replaceRefused(refused) {
      if (value !== refused) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      const stopListening = onReplace(() => resolve());
      // Asked for once: what is on its way is meant for all who were refused.
      if (lastRefused !== refused) replace();
      lastRefused = refused;
      await promise.finally(stopListening);
    },
    check: () => wake.abort(),
    isHealthy: () => Date.now() < healthyUntil,
  };
}
