import type { Log } from './log.ts';

/** For whom one is patient, what ends it for good, and what ends the pause that is under way. */
export interface Patience {
  /** What is waited for, as a log line says it: `a Vault token`. */
  readonly name: string;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly wake: () => AbortSignal;
}

const BACKOFF_MS = [200, 500, 1000, 2000, 5000] as const;
/** Pauses are spread by a fifth, so that a fleet does not come back as one. */
const JITTER = 0.2;
/** However often it is tried, the log hears of one reason this often. */
const LOG_EVERY_MS = 3000;

/** Tries again with growing pauses, and tells the log every few seconds and when it worked at last. */
export function createPatience({ name, log, signal, wake }: Patience) {
  let warnedAt = Number.NEGATIVE_INFINITY;
  let warnedOf = '';

  /** Sleeps, but no longer than until it is woken or everything stops, in which case it throws. */
  async function pause(ms: number): Promise<void> {
    await sleep(ms, AbortSignal.any([signal, wake()]));
    signal.throwIfAborted();
  }

  function complain(verb: string, error: unknown, attempts: number): void {
    const reason = reasonOf(error);
    if (reason === warnedOf && Date.now() - warnedAt < LOG_EVERY_MS) return;
    [warnedAt, warnedOf] = [Date.now(), reason];
    log.warn({ reason, attempts }, `cannot ${verb} ${name} yet, trying again`);
  }

  return {
    pause,
    reasonOf,
    /** Does `work` until it succeeds. Throws its error when that `isOver`, and the signal's reason when that aborts. */
    async insist<T>(verb: string, isOver: (error: unknown) => boolean, work: () => Promise<T>): Promise<T> {
      for (let attempts = 1; ; attempts += 1) {
        try {
          const result = await work();
          if (attempts > 1) log.info({ attempts }, `could ${verb} ${name} at last`);
          return result;
        } catch (error) {
          signal.throwIfAborted();
          if (isOver(error)) throw error;
          complain(verb, error, attempts);
          const ms = BACKOFF_MS[Math.min(attempts, BACKOFF_MS.length) - 1] ?? 0;
          await pause(ms * (1 + (Math.random() - 0.5) * 2 * JITTER));
        }
      }
    },
  };
}

/** Why something failed, in a word or a sentence; a refused connection to a name with two addresses has a code and no message. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return error.message.trim() || code;
}

/** Waits `ms` milliseconds or until `signal` aborts. It keeps no process: whoever waits for a result does (awake.ts). */
function sleep(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  const timer = setTimeout(resolve, ms);
  timer.unref();
  signal.addEventListener('abort', () => resolve(), { once: true });
  return promise.finally(() => clearTimeout(timer));
}
