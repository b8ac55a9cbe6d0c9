import type { FastifyReply, FastifyRequest } from 'fastify';
import { contentTag, hasCopy, recordTag } from './etags.ts';

/** Prices and stock words change at any time: a copy is fresh for seconds, then shown once more while it is fetched anew. */
export const SHORT_LIVED = 'public, max-age=5, stale-while-revalidate=30';

/** A picture changes only with its product's name, brand or department. */
export const LONG_LIVED = 'public, max-age=86400, stale-while-revalidate=604800';

/** What is sent and for how long it may be kept; `version` is the record's, if it is one. */
export interface Cacheable {
  readonly body: string;
  readonly type: string;
  readonly cacheControl: string;
  readonly version?: number;
}

/** Answers with an entity tag: 200, or 304 to a client that has this very content. */
export function sendCacheable(request: FastifyRequest, reply: FastifyReply, answer: Cacheable): FastifyReply {
  const tag = answer.version === undefined ? contentTag(answer.body) : recordTag(answer.version, answer.body);
  reply.header('etag', tag).header('cache-control', answer.cacheControl);
  if (hasCopy(request.headers['if-none-match'], tag)) return reply.code(304).send();
  return reply.type(answer.type).send(answer.body);
}

/** Answers a write with the record as it is now; its entity tag is good for the next If-Match. */
export function sendWritten(reply: FastifyReply, record: unknown, version: number): FastifyReply {
  const { body, type } = json(record);
  return reply.header('etag', recordTag(version, body)).header('cache-control', 'no-store').type(type).send(body);
}

/** A value as a short-lived JSON answer. */
export function json(value: unknown, version?: number): Cacheable {
  const type = 'application/json; charset=utf-8';
  return { body: JSON.stringify(value), type, cacheControl: SHORT_LIVED, ...(version !== undefined && { version }) };
}
