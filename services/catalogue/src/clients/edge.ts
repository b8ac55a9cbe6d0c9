import { Unavailable } from '@grocer/chassis/errors';
import { tracedRequest } from '@grocer/chassis/http-client';
import { type EdgeGridCredentials, signPost } from './edge-grid.ts';

/** The edge, which keeps answers by their tags. */
export interface Edge {
  /** Drops every answer that has one of these tags. Throws when the edge has not taken the call. */
  purge(tags: readonly string[]): Promise<void>;
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
      if (answer.status !== 201) {
        throw new Unavailable('edge', { cause: new Error(`a purge was answered ${answer.status}: ${answer.text}`) });
      }
    },
  };
}
