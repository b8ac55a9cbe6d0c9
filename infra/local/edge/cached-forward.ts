import type { FastifyReply, FastifyRequest } from 'fastify';
import type { KeptAnswer } from './cache/answer.ts';
import type { EdgeCache, FetchedAnswer, Question, Verdict } from './cache/cache.ts';
import { cacheKeyOf, placeOf } from './cache/key.ts';
import type { Compression } from './compression.ts';
import { hasCopy, isTagList } from './conditional.ts';
import { type Forwarding, forward, noAnswer } from './forward.ts';
import { endToEnd, type Headers } from './headers.ts';
import type { EdgeRules } from './rules.ts';
import { forwardedBy } from './upstream.ts';

export interface CachedForwarding extends Forwarding {
  readonly cache: EdgeCache;
  readonly cacheKey: EdgeRules['cacheKey'];
  readonly compression: Compression;
}

/** Answers from the cache where the rules and the request allow it, and from the service at `origin` where not. */
export async function forwardCached(
  forwarding: CachedForwarding,
  request: FastifyRequest,
  reply: FastifyReply,
  origin: string,
): Promise<FastifyReply> {
  if (request.method === 'GET' && isForAnyone(request)) return answerFromCache(forwarding, request, reply, origin);
  if (request.method === 'HEAD' && isForAnyone(request)) {
    const kept = forwarding.cache.peek(addressOf(forwarding, request));
    if (kept) return sendKept(forwarding, request, reply, kept, 'HIT');
  }
  await forward(forwarding, request, reply, origin);
  // What is written by a service is shown as it is now (RFC 9111 §4.4).
  const isSafe = ['GET', 'HEAD', 'OPTIONS', 'TRACE'].includes(request.method);
  if (!isSafe && reply.statusCode < 400) forwarding.cache.purge([placeOf(request.url)]);
  return reply;
}

/** A client that identifies itself, wants a part, makes other conditions or sends a body is answered by the service itself. */
function isForAnyone({ headers }: FastifyRequest): boolean {
  const special = ['authorization', 'range', 'if-match', 'if-unmodified-since', 'content-length', 'transfer-encoding'];
  if (special.some((name) => name in headers)) return false;
  return isTagList(headers['if-none-match'] ?? '*') && !/\bno-store\b/i.test(headers['cache-control'] ?? '');
}

async function answerFromCache(
  forwarding: CachedForwarding,
  request: FastifyRequest,
  reply: FastifyReply,
  origin: string,
): Promise<FastifyReply> {
  const { cache, hygiene, tracing, log } = forwarding;
  const span = tracing.start(request);
  reply.raw.once('close', () => span.end(reply));
  const question = { ...addressOf(forwarding, request), place: placeOf(request.url), fetch };
  const given = await cache.answer(question).catch((error: unknown) => {
    log.warn({ err: error, origin, method: request.method }, 'no answer from behind');
    throw noAnswer();
  });
  if ('kept' in given) return sendKept(forwarding, request, reply, given.kept, given.verdict);
  const { status, headers, body } = given.passing;
  reply.headers({ ...hygiene.forClient(headers), 'x-cache': given.verdict });
  if (status !== 200 || !hasCopy(request.headers, headers)) return reply.code(status).send(body);
  // The service was not told what the client has.
  body.resume();
  return reply.code(304).removeHeader('content-type').removeHeader('content-length').send();

  /** It goes on when this client goes away: others may wait for it, and what it brings is kept. */
  async function fetch(validators: Headers): Promise<FetchedAnswer> {
    const { upstream } = forwarding;
    const sent = { ...question.headers, ...validators, ...forwardedBy(request), ...span.headers };
    const answer = await upstream.request({ origin, path: request.url, method: 'GET', headers: sent });
    return { status: answer.statusCode, headers: endToEnd(answer.headers), body: answer.body };
  }
}

function sendKept(
  { hygiene, compression }: CachedForwarding,
  request: FastifyRequest,
  reply: FastifyReply,
  kept: KeptAnswer,
  verdict: Verdict,
): FastifyReply {
  const { 'content-length': _length, ...headers } = hygiene.forClient(kept.headers);
  // What was fetched or confirmed just now is as old as its service says, mostly 0.
  reply.headers({ ...headers, 'x-cache': verdict, age: String(Math.floor(kept.policy.age())) });
  if (kept.status !== 200 || !hasCopy(request.headers, kept.headers)) return reply.code(kept.status).send(kept.body);
  compression.prepare(request, reply, kept.body.length);
  return reply.code(304).removeHeader('content-type').send();
}

function addressOf(
  { hygiene, cacheKey }: CachedForwarding,
  request: FastifyRequest,
): Pick<Question, 'key' | 'headers'> {
  const headers = hygiene.forService(request.headers);
  const chosen = cacheKey.requestHeaders.flatMap((name) =>
    headers[name] === undefined ? [] : [[name, headers[name]]],
  );
  return { key: cacheKeyOf(request.host, request.url), headers: Object.fromEntries(chosen) };
}
