import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Headers } from '../headers.ts';
import {
  type AnswerHead,
  isFresh,
  type KeptAnswer,
  mayBeKept,
  mayBeStale,
  mayStandIn,
  policyOf,
  renewed,
  tagsOf,
  validatorsOf,
} from './answer.ts';
import { createFlights } from './flights.ts';
import { readUpTo } from './read-body.ts';
import { createAnswerStore, type StoreLimits } from './store.ts';

/** What the cache may take, and how long a request waits for another's answer. */
export interface CacheLimits extends StoreLimits {
  /** A longer body is passed on and not kept. */
  readonly maxAnswerBytes: number;
  readonly collapseWaitMs: number;
}

/** A service's answer on its way. */
export interface FetchedAnswer extends AnswerHead {
  readonly body: Readable;
}

/** A request whose answer anyone may be shown. */
export interface Question {
  readonly key: string;
  /** Names what is at the request's path, for purging it as if by a tag. */
  readonly place: string;
  /** The headers that may choose between answers: a service sees no others. */
  readonly headers: Headers;
  /** Asks the service, with these headers and those of the question. */
  fetch(validators: Headers): Promise<FetchedAnswer>;
}

/** How a question was answered, in the words that nginx has for it. */
export type Verdict = 'HIT' | 'MISS' | 'EXPIRED' | 'REVALIDATED' | 'STALE';

/** An answer that is kept, or one that is on its way and for this client alone. */
export type Given = { verdict: Verdict; kept: KeptAnswer } | { verdict: Verdict; passing: FetchedAnswer };

export interface EdgeCache {
  /** Answers from what is kept, or by asking once for all who ask meanwhile; throws what the service's failure threw. */
  answer(question: Question): Promise<Given>;
  /** What is kept and fresh; nobody is asked. */
  peek(question: Pick<Question, 'key' | 'headers'>): KeptAnswer | undefined;
  purge(tags: readonly string[]): void;
}

/** Who asks for what was not kept a moment ago waits for nobody. */
const notKeptMs = 10_000;

/** Keeps services' answers for everyone, as RFC 9111 has it of a shared cache. */
export function createEdgeCache(limits: CacheLimits, onError: (error: unknown) => void): EdgeCache {
  const store = createAnswerStore(limits);
  const flights = createFlights();
  const notKept = new LRUCache<string, true>({ max: limits.maxEntries, ttl: notKeptMs });

  async function answer(question: Question): Promise<Given> {
    const until = performance.now() + limits.collapseWaitMs;
    for (;;) {
      const variant = store.variantOf(question.key, question.headers);
      const kept = store.get(variant);
      if (kept && isFresh(kept)) return { verdict: 'HIT', kept };
      const outcome = flights.joinable(variant);
      if (kept && mayBeStale(kept)) {
        if (!outcome) refresh(question, variant, kept);
        return { verdict: 'STALE', kept };
      }
      const waitMs = until - performance.now();
      if (!outcome || notKept.has(variant) || waitMs <= 0) return ask(question, variant, kept);
      const got = await Promise.race([outcome, sleep(waitMs, 'late' as const, { ref: false })]);
      if (got === 'late' || got === 'not kept') return ask(question, variant, kept);
      // Only now may it be known on which headers the answer depends: it can be another's.
      const isOurs = got !== 'failed' && store.get(store.variantOf(question.key, question.headers)) === got;
      if (isOurs) return { verdict: 'HIT', kept: got };
    }
  }

  function refresh(question: Question, variant: string, kept: KeptAnswer): void {
    const dismiss = (given: Given) => 'passing' in given && given.passing.body.destroy();
    ask(question, variant, kept).then(dismiss, onError);
  }

  /** Asks the service. Those who ask the same meanwhile wait for the outcome; a failure is nobody's but the asker's own. */
  async function ask(question: Question, variant: string, old?: KeptAnswer): Promise<Given> {
    const flight = flights.begin(variant);
    try {
      const given = await fetchFor(question, old, flight.startedAt);
      if ('kept' in given) flight.land(given.kept);
      else if (given.passing.status < 500) {
        notKept.set(variant, true);
        store.drop(variant);
        flight.land('not kept');
      }
      return given;
    } catch (error) {
      if (old && mayStandIn(old)) return { verdict: 'STALE', kept: old };
      throw error;
    } finally {
      flight.end();
    }
  }

  async function fetchFor(question: Question, old: KeptAnswer | undefined, startedAt: number): Promise<Given> {
    const fetched = await question.fetch(old ? validatorsOf(old) : {});
    if (old && fetched.status === 304) {
      fetched.body.resume();
      const news = renewed(old, question.headers, fetched.headers);
      if (!news) return fetchFor(question, undefined, startedAt);
      return { verdict: 'REVALIDATED', kept: keep(question, news, startedAt) };
    }
    const verdict = old ? 'EXPIRED' : 'MISS';
    if (old && fetched.status >= 500 && mayStandIn(old)) {
      fetched.body.destroy();
      return { verdict: 'STALE', kept: old };
    }
    const policy = policyOf(question.headers, fetched);
    if (!mayBeKept(policy, fetched)) return { verdict, passing: fetched };
    const body = await readUpTo(fetched.body, limits.maxAnswerBytes);
    if (body instanceof Readable) return { verdict, passing: { ...fetched, body } };
    const { status, headers } = fetched;
    return { verdict, kept: keep(question, { status, headers, body, policy, tags: tagsOf(headers) }, startedAt) };
  }

  /** What was purged while it was fetched is kept as what has to be confirmed, never as fresh. */
  function keep(question: Question, answer: Omit<KeptAnswer, 'startedAt' | 'isPurged'>, startedAt: number): KeptAnswer {
    const tags = [...new Set([...answer.tags, question.place])];
    const kept = { ...answer, tags, startedAt, isPurged: flights.wasPurged(tags, startedAt) };
    if (mayBeKept(answer.policy, answer)) store.put(question.key, question.headers, kept);
    else store.drop(store.variantOf(question.key, question.headers));
    return kept;
  }

  return {
    answer,
    peek({ key, headers }) {
      const kept = store.get(store.variantOf(key, headers));
      return kept && isFresh(kept) ? kept : undefined;
    },
    purge(tags) {
      store.purge(tags);
      flights.purge(tags);
    },
  };
}
