import type { FastifyInstance, FastifyRequest } from 'fastify';
import { addVary } from './vary.ts';

/** What a page of another origin may do once its origin is listed; cookies there are none, so credentials are never allowed. */
const permission = {
  'access-control-allow-methods': 'GET, HEAD, POST, PUT',
  'access-control-allow-headers':
    'authorization, content-type, idempotency-key, if-match, if-none-match, last-event-id, traceparent',
  'access-control-max-age': '600',
};
const exposed = 'etag, location, retry-after, www-authenticate, idempotent-replayed, allow';

/** Says to a listed origin that its pages may read the answer. Nobody is listed by default, and nobody else is told anything. */
export function openToOrigins(app: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return;
  app.addHook('onRequest', async ({ headers: { origin } }, reply) => {
    if (origin === undefined || !origins.includes(origin)) return;
    reply.headers({ 'access-control-allow-origin': origin, 'access-control-expose-headers': exposed });
  });
  // The service's own Vary is known only when its answer is. By callback, since an event stream's headers go out at once.
  app.addHook('onSend', (_request, reply, payload, done) => {
    addVary(reply, 'Origin');
    done(null, payload);
  });
}

/** Answers preflights (Fetch Standard, 4.8) itself: services know nothing of them. A stranger's is answered without permission. */
export function answerPreflights(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    if (!isPreflight(request)) return;
    if (reply.hasHeader('access-control-allow-origin')) reply.headers(permission);
    return reply.code(204).send();
  });
}

function isPreflight({ method, headers }: FastifyRequest): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && 'access-control-request-method' in headers;
}
