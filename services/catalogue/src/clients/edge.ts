import { Unavailable } from '@grocer/chassis/errors';
import { type HttpAnswer, tracedRequest } from '@grocer/chassis/http-client';
import { type EdgeGridCredentials, signPost } from './edge-grid.ts';

/** The edge, which keeps answers by their tags. */
export interface Edge {
  /** Drops every answer that has one of these tags. Throws when the edge has not taken the call: TooManyPurges if not so soon. */
  purge(tags: readonly string[]): Promise<void>;
}

/** The edge has taken as many calls or tags as it does in so short a time. */
export class TooManyPurges extends Error {
  override readonly name = 'TooManyPurges';
  /** When it may take this call. */
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number) {
    super(`the edge takes no such purge for ${retryAfterMs} ms`);
    this.retryAfterMs = retryAfterMs;
  }
}

/** Where Akamai's Fast Purge API is, and what calls are signed by. */
export interface EdgeOptions {
  readonly url: string;
  readonly credentials: () => Promise<EdgeGridCredentials>;
}

const TIMEOUT_MS = 5000;

/** Creates a client of Akamai's Fast Purge API (v3, invalidate by cache tag). */
export function createEdge({ url, credentials }: EdgeOptions): Edge {
  const address = new URL('/ccu/v3/invalidate/tag/production', url);
  return {
    async purge(tags) {
      const body = JSON.stringify({ objects: tags });
      const authorization = signPost(address, body, await credentials());
      const headers = { authorization, 'content-type': 'application/json' };
      const answer = await tracedRequest(address.href, {
        dependency: 'edge',
        timeoutMs: TIMEOUT_MS,
        method: 'POST',
        headers,
        body,
      });
      if (answer.status !== 201) throw refusal(answer);
    },
  };
}

const SHORTEST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;

function refusal({ status, headers, text }: HttpAnswer): Error {
  if (status !== 429) return new Unavailable('edge', { cause: new Error(`a purge was answered ${status}: ${text}`) });
  const seconds = Number(headers['retry-after']);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : SHORTEST_WAIT_MS;
  return new TooManyPurges(Math.min(LONGEST_WAIT_MS, Math.max(SHORTEST_WAIT_MS, ms)));
}
