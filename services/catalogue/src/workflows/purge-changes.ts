import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '@grocer/chassis/log';
import type { DepartmentId } from '@grocer/contracts/catalogue';
import type { Edge } from '../clients/edge.ts';
import { CATALOGUE_TAG, departmentTag, productsTag, productTag } from '../edge-tags.ts';
import type { Changes } from '../read-model/read-model.ts';

/** Tells the edge what this replica serves anew. */
export interface Purger {
  /** Takes what is served from now on; the edge is told at once, of stock words at most once in a while. */
  changed(changes: Changes): void;
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

/** Above so many products whole departments are purged: the real edge takes 5,000 tags a call. */
const MOST_PRODUCTS = 500;
/** Stock words change all the time, and nobody needs to know sooner. */
const WORDS_EVERY_MS = 5000;
/** Between calls, of which the real edge takes 500 a minute from all replicas together. */
const PAUSE_MS = 500;
const MOST_RETRY_PAUSE_MS = 10_000;

/** Products to purge, with the departments whose lists show them or showed them. */
interface Stale {
  readonly products: Map<string, DepartmentId>;
  readonly departments: Set<DepartmentId>;
}

/**
 * Creates a purger. Each replica tells the edge after it serves what is new, so the last to change purges last: what the edge
 * fetched meanwhile from a replica that was behind is dropped again. What could not be told is told again, with what has come since.
 */
export function createPurger({ edge, log, wordsEveryMs = WORDS_EVERY_MS, pauseMs = PAUSE_MS }: PurgerOptions): Purger {
  let stale = nothingStale();
  let staleWords = nothingStale();
  let wordsTimer: NodeJS.Timeout | undefined;
  let wordsAt = Number.NEGATIVE_INFINITY;
  let telling: Promise<void> | undefined;
  let isStopping = false;

  function tell(): void {
    telling ??= tellAll().finally(() => {
      telling = undefined;
    });
  }

  async function tellAll(): Promise<void> {
    for (let failures = 0; stale.departments.size > 0; ) {
      const told = stale;
      stale = nothingStale();
      try {
        await edge.purge(tagsOf(told));
        failures = 0;
      } catch (error) {
        merge(stale, told);
        failures += 1;
        if (failures === 1) log.warn({ err: error }, 'the edge could not be told what has changed, trying again');
        if (isStopping) return;
      }
      await delay(Math.min(pauseMs * 2 ** failures, MOST_RETRY_PAUSE_MS), undefined, { ref: false });
    }
  }

  function tellWords(): void {
    wordsTimer = undefined;
    wordsAt = performance.now();
    merge(stale, staleWords);
    staleWords = nothingStale();
    tell();
  }

  return {
    changed({ products, words, left }) {
      for (const { sku, record } of words) add(staleWords, sku, record.department);
      for (const { sku, record } of products) add(stale, sku, record.department);
      for (const department of left) stale.departments.add(department);
      if (stale.departments.size > 0) tell();
      if (words.size > 0) wordsTimer ??= setTimeout(tellWords, Math.max(0, wordsAt + wordsEveryMs - performance.now()));
    },
    async stop() {
      isStopping = true;
      clearTimeout(wordsTimer);
      if (staleWords.departments.size > 0) tellWords();
      await telling;
    },
  };
}

function tagsOf({ products, departments }: Stale): string[] {
  const lists = [...departments].map(departmentTag);
  const pages =
    products.size > MOST_PRODUCTS
      ? [...new Set(products.values())].map(productsTag)
      : [...products.keys()].map(productTag);
  return [...pages, ...lists, CATALOGUE_TAG];
}

function nothingStale(): Stale {
  return { products: new Map(), departments: new Set() };
}

function add({ products, departments }: Stale, sku: string, department: DepartmentId): void {
  products.set(sku, department);
  departments.add(department);
}

function merge(into: Stale, { products, departments }: Stale): void {
  for (const [sku, department] of products) add(into, sku, department);
  for (const department of departments) into.departments.add(department);
}
