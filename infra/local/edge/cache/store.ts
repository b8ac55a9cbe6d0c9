import { LRUCache } from 'lru-cache';
import type { Headers } from '../headers.ts';
import { type KeptAnswer, varyOf } from './answer.ts';

/** How much is kept at most. */
export interface StoreLimits {
  readonly maxBytes: number;
  readonly maxEntries: number;
}

/** Kept answers by key, variant and tag; the one unused for longest goes first. */
export interface AnswerStore {
  /** Names the variant of a key that these headers of a request choose, as far as is known. */
  variantOf(key: string, requestHeaders: Headers): string;
  get(variant: string): KeptAnswer | undefined;
  /** Keeps an answer, unless one that was fetched later is there. */
  put(key: string, requestHeaders: Headers, answer: KeptAnswer): void;
  drop(variant: string): void;
  /** Every answer with one of the tags has to be confirmed by its service before it is used again. */
  purge(tags: Iterable<string>): void;
}

/** Beside what can be counted an answer has its policy, and its place among the others. */
const overheadBytes = 1024;

export function createAnswerStore({ maxBytes, maxEntries }: StoreLimits): AnswerStore {
  const variantsOf = new Map<string, Set<string>>();
  const varies = new LRUCache<string, string[]>({ max: maxEntries });
  const answers = new LRUCache<string, KeptAnswer>({
    max: maxEntries,
    maxSize: maxBytes,
    // Its compressed forms together are smaller than itself.
    sizeCalculation: ({ body, headers, tags }, variant) =>
      2 * body.length + JSON.stringify([variant, headers, tags]).length + overheadBytes,
    dispose: ({ tags }, variant) => {
      for (const tag of tags) removeFrom(variantsOf, tag, variant);
    },
  });

  function variantOf(key: string, requestHeaders: Headers): string {
    const names = varies.get(key) ?? [];
    return [key, ...names.map((name) => JSON.stringify([name, requestHeaders[name] ?? null]))].join('\n');
  }

  return {
    variantOf,
    get: (variant) => answers.get(variant),
    put(key, requestHeaders, answer) {
      const names = new Set([...(varies.get(key) ?? []), ...varyOf(answer.headers)]);
      varies.set(key, [...names].toSorted());
      const variant = variantOf(key, requestHeaders);
      const there = answers.peek(variant);
      if (there && there.startedAt > answer.startedAt) return;
      answers.set(variant, answer);
      if (answers.peek(variant) === answer) for (const tag of answer.tags) addTo(variantsOf, tag, variant);
    },
    drop: (variant) => void answers.delete(variant),
    purge(tags) {
      for (const tag of tags) {
        for (const variant of variantsOf.get(tag) ?? []) {
          const answer = answers.peek(variant);
          if (answer) answer.isPurged = true;
        }
      }
    },
  };
}

function addTo(index: Map<string, Set<string>>, tag: string, variant: string): void {
  const variants = index.get(tag) ?? new Set();
  index.set(tag, variants.add(variant));
}

function removeFrom(index: Map<string, Set<string>>, tag: string, variant: string): void {
  const variants = index.get(tag);
  variants?.delete(variant);
  if (variants?.size === 0) index.delete(tag);
}
