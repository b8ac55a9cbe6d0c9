import type { FastifyReply, FastifyRequest } from 'fastify';
import { hasCopy } from './etags.ts';
import type { Answer } from './read-model/entry.ts';

/** Prices and stock words change at any time: a copy is fresh for seconds, then shown once more while it is fetched anew. */
export const SHORT_LIVED = 'public, max-age=5, stale-while-revalidate=30';

/** A picture changes only with its product's name, brand or department. */
export const LONG_LIVED = 'public, max-age=86400, stale-while-revalidate=604800';

export const JSON_TYPE = 'application/json; charset=utf-8';

/** An answer, for how long it may be kept, and by which tags the edge drops it. */
export interface Cacheable extends Answer {
  readonly type: string;
  readonly cacheControl: string;
  readonly tags: string;
}

/** Answers with an entity tag: 200, or 304 to a client that has this very content. */
export function sendCacheable(request: FastifyRequest, reply: FastifyReply, answer: Cacheable): void {
  const { etag, cacheControl, tags } = answer;
  reply.headers({ etag, 'cache-control': cacheControl, 'edge-cache-tag': tags });
  if (hasCopy(request.headers['if-none-match'], etag)) reply.code(304).send();
  else reply.headers({ 'content-type': answer.type, 'content-length': answer.bytes }).send(answer.body);
}

/** Answers a write with the record as it is now; its entity tag is good for the next If-Match. */
export function sendWritten(reply: FastifyReply, { body, etag }: Answer): FastifyReply {
  return reply.header('etag', etag).header('cache-control', 'no-store').type(JSON_TYPE).send(body);
}
