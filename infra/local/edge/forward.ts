import { Rejection } from '@grocer/chassis/errors';
import type { Log } from '@grocer/chassis/log';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Dispatcher } from 'undici';
import type { HeaderHygiene } from './headers.ts';
import type { EdgeTracing } from './tracing.ts';
import { forwardedBy, type Upstream } from './upstream.ts';

export interface Forwarding {
  readonly upstream: Upstream;
  readonly hygiene: HeaderHygiene;
  readonly tracing: EdgeTracing;
  readonly log: Log;
  /** Aborted when the edge stops: open event streams then end, and their clients resume elsewhere. */
  readonly stopping: AbortSignal;
}

/** Sends the request to the service at `origin` and streams its answer; throws `bad-gateway` when there is none. */
export async function forward(
  { upstream, hygiene, tracing, log, stopping }: Forwarding,
  request: FastifyRequest,
  reply: FastifyReply,
  origin: string,
): Promise<FastifyReply> {
  const span = tracing.start(request);
  const clientGone = new AbortController();
  reply.raw.once('close', () => {
    clientGone.abort();
    span.end(reply);
  });
  const answer = await ask().catch((error: unknown) => {
    if (!clientGone.signal.aborted) log.warn({ err: error, origin, method: request.method }, 'no answer from behind');
    throw noAnswer();
  });
  const isStream = answer.headers['content-type']?.includes('text/event-stream');
  if (isStream) stopping.addEventListener('abort', () => clientGone.abort(), { signal: clientGone.signal });
  const headers = { ...hygiene.forClient(answer.headers), 'x-cache': 'BYPASS' };
  reply.code(answer.statusCode).headers(headers).send(answer.body);
  // An event stream may have nothing to say for a while: its reader learns at once that it is open.
  if (isStream) reply.raw.flushHeaders();
  return reply;

  function ask(): Promise<Dispatcher.ResponseData> {
    return upstream.request({
      origin,
      path: request.url,
      method: request.method as Dispatcher.HttpMethod,
      headers: { ...hygiene.forService(request.headers), ...forwardedBy(request), ...span.headers },
      body: Buffer.isBuffer(request.body) ? request.body : null,
      signal: clientGone.signal,
    });
  }
}

/** What a client is told when a service gave no answer. */
export function noAnswer(): Rejection {
  return new Rejection('bad-gateway', 'the service behind gave no answer');
}
