import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '@grocer/chassis/log';
import { type Edge, TooManyPurges } from '../clients/edge.ts';
import type { Changes } from '../read-model/read-model.ts';
import { createStale, type Stale } from './stale.ts';

/** Tells the edge what this replica serves anew. */
export interface Purger {
  /** Takes what is served from now on; the edge is told at once, of stock words at most once in a while. */
  changed(changes: Changes): void;
  /** Resolves when the edge has been told of every change of a product that was taken before. */
  told(): Promise<void>;
  /** Resolves when the edge has been told everything, or cannot be told. */
  stop(): Promise<void>;
}

/** What a purger needs; times are for tests. */
export interface PurgerOptions {
  readonly edge: Edge;
  readonly log: Log;
  readonly wordsEveryMs?: number;
  readonly pauseMs?: number;
}

/** Stock words change all the time, and nobody needs to know sooner. */
const WORDS_EVERY_MS = 5000;
/** Between calls, of which the real edge takes 500 a minute from all replicas together. */
const PAUSE_MS = 500;
const MOST_RETRY_PAUSE_MS = 10_000;

/** What is told in one call, or, if that fails, with what has come since in the next. */
interface Round {
  readonly stale: Stale;
  readonly done: PromiseWithResolvers<void>;
}

/**
 * Creates a purger. Each replica tells the edge after it serves what is new, so the last to change purges last: what the edge
 * fetched meanwhile from a replica that was behind is dropped again. What could not be told is told again, with what has come since;
 * when the edge takes no more tags, by departments and as soon as it says.
 */
export function createPurger({ edge, log, wordsEveryMs = WORDS_EVERY_MS, pauseMs = PAUSE_MS }: PurgerOptions): Purger {
  const stopping = new AbortController();
  let next = newRound();
  let staleWords = createStale();
  let wordsTimer: NodeJS.Timeout | undefined;
  let wordsAt = Number.NEGATIVE_INFINITY;
  let underWay: Round | undefined;
  let telling: Promise<void> | undefined;

  function tell(): void {
    telling ??= tellAll().finally(() => {
      telling = undefined;
    });
  }

  async function tellAll(): Promise<void> {
    for (let failures = 0; !next.stale.isEmpty(); ) {
      underWay = next;
      next = newRound();
      const refusal = await tellOne(edge, underWay.stale).then(noRefusal, (error: unknown) => error);
      failures = refusal === undefined ? 0 : failures + 1;
      if (failures === 0) underWay.done.resolve();
      else takeBack(underWay);
      underWay = undefined;
      if (failures === 1) log.warn({ err: refusal }, 'the edge could not be told what has changed, trying again');
      if (failures > 0 && stopping.signal.aborted) return;
      await delay(pauseAfter(refusal, failures), undefined, { ref: false, signal: stopping.signal }).catch(
        () => undefined,
      );
    }
  }

  function takeBack({ stale, done }: Round): void {
    next.stale.addAll(stale);
    void next.done.promise.then(done.resolve);
  }

  function pauseAfter(refusal: unknown, failures: number): number {
    if (refusal instanceof TooManyPurges) return refusal.retryAfterMs;
    return Math.min(pauseMs * 2 ** failures, MOST_RETRY_PAUSE_MS);
  }

  function tellWords(): void {
    wordsTimer = undefined;
    wordsAt = performance.now();
    next.stale.addAll(staleWords);
    staleWords = createStale();
    tell();
  }

  return {
    changed({ products, words, left }) {
      for (const { sku, record } of words) staleWords.addProduct(sku, record.department);
      for (const { sku, record } of products) next.stale.addProduct(sku, record.department);
      for (const department of left) next.stale.addDepartment(department);
      if (!next.stale.isEmpty()) tell();
      if (words.size > 0) wordsTimer ??= setTimeout(tellWords, Math.max(0, wordsAt + wordsEveryMs - performance.now()));
    },
    async told() {
      await (next.stale.isEmpty() ? underWay : next)?.done.promise;
    },
    async stop() {
      stopping.abort();
      clearTimeout(wordsTimer);
      if (!staleWords.isEmpty()) tellWords();
      await telling;
    },
  };
}

const noRefusal = () => undefined;

function newRound(): Round {
  return { stale: createStale(), done: Promise.withResolvers<void>() };
}

/** The tags of departments are few: there may be room for these when there is none for every product's. */
async function tellOne(edge: Edge, stale: Stale): Promise<void> {
  try {
    await edge.purge(stale.tags());
  } catch (error) {
    if (!(error instanceof TooManyPurges) || !stale.coarsen()) throw error;
    await edge.purge(stale.tags());
  }
}
