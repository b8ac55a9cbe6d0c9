import { type ProblemCode, problems, problemType } from '@grocer/contracts/problems';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Rejection, Unavailable } from './errors.ts';
import type { HttpApp } from './http.ts';
import { BadRequest } from './http-validation.ts';
import type { Log } from './log.ts';

/** A route of an application, for telling 405 from 404. */
export interface KnownRoute {
  readonly methods: readonly string[];
  readonly path: RegExp;
}

const RETRY_AFTER_SECONDS = '1';

/** Fastify's own errors that are the client's, by code. */
const clientErrors: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_STATIC_FORBIDDEN_PATH: 'not-found',
};

/** Answers any error as problem+json (RFC 9457); what is no one's business is logged and answered as `internal-error`. */
export function answerProblem(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Log): FastifyReply {
  const rejection = rejectionOf(error);
  if (!rejection) {
    log.error({ err: error, method: request.method, route: request.routeOptions.url }, 'request failed');
    return sendProblem(request, reply, 'internal-error', 'the error is logged; try again later', {});
  }
  if (error instanceof Unavailable) log.warn({ err: error }, error.message);
  return sendProblem(request, reply, rejection.code, rejection.message, rejection.extra);
}

/** Sends a problem with the headers its code demands. */
export function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  code: ProblemCode,
  detail: string,
  extra: Readonly<Record<string, unknown>>,
): FastifyReply {
  const { status, title } = problems[code];
  if (code === 'unauthenticated' || code === 'forbidden')
    reply.header('www-authenticate', challenge(request, code, detail, extra));
  if ((status === 503 || status === 429) && !reply.hasHeader('retry-after'))
    reply.header('retry-after', RETRY_AFTER_SECONDS);
  const instance = request.url.split('?', 1)[0];
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send({ type: problemType(code), title, status, detail, instance, ...extra });
}

/** Remembers the routes of an application as they are added. */
export function collectRoutes(app: HttpApp): KnownRoute[] {
  const routes: KnownRoute[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    const pattern = url.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:[A-Za-z]+/g, '[^/]+');
    routes.push({ methods: [method].flat(), path: new RegExp(`^${pattern}$`) });
  });
  return routes;
}

/** Answers 405 with `Allow` where another method would do, else 404. */
export function answerUnknownRoute(routes: readonly KnownRoute[], request: FastifyRequest, reply: FastifyReply) {
  const path = request.url.split('?', 1)[0] ?? '';
  const allowed = new Set(routes.filter((route) => route.path.test(path)).flatMap(({ methods }) => methods));
  if (allowed.size === 0) return sendProblem(request, reply, 'not-found', `there is nothing at ${path}`, {});
  const allow = [...allowed].join(', ');
  reply.header('allow', allow);
  return sendProblem(request, reply, 'method-not-allowed', `${path} takes ${allow}`, {});
}

function rejectionOf(error: unknown): Rejection | undefined {
  if (error instanceof Rejection) return error;
  if (error instanceof BadRequest) return new Rejection('validation-failed', error.message, { errors: error.errors });
  if (error instanceof Unavailable)
    return new Rejection('dependency-unavailable', `${error.message}, try again shortly`);
  if (!(error instanceof Error && 'statusCode' in error)) return undefined;
  const code = 'code' in error && typeof error.code === 'string' ? clientErrors[error.code] : undefined;
  if (code) return new Rejection(code, error.message);
  // Whatever else Fastify finds wrong with a request before a handler sees it: malformed JSON, an empty body, a bad URL.
  if (error.statusCode !== 400 && error.statusCode !== 414) return undefined;
  return new Rejection('validation-failed', error.message, { errors: [{ pointer: '#', detail: error.message }] });
}

/** `WWW-Authenticate` as RFC 6750 §3 has it: no error code when no bearer token was sent, and the scope that was missing. */
function challenge(
  request: FastifyRequest,
  code: 'unauthenticated' | 'forbidden',
  detail: string,
  { scope }: Readonly<Record<string, unknown>>,
): string {
  const realm = 'Bearer realm="grocer"';
  if (code === 'forbidden') return `${realm}, error="insufficient_scope"${scope ? `, scope="${String(scope)}"` : ''}`;
  if (!/^Bearer\b/i.test(request.headers.authorization ?? '')) return realm;
  // A description is ASCII without quotation marks and backslashes (§3).
  const description = detail.replaceAll('"', "'").replace(/[^ !#-[\]-~]/g, '?');
  return `${realm}, error="invalid_token", error_description="${description}"`;
}
