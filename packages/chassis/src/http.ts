import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  type RawReplyDefaultExpression,
  type RawRequestDefaultExpression,
  type RawServerDefault,
} from 'fastify';
import { Rejection } from './errors.ts';
import { limitWork } from './http-admission.ts';
import { watchUnusedConnections } from './http-close.ts';
import { answerProblem, answerUnknownRoute, collectRoutes } from './http-problems.ts';
import { traceRequests } from './http-tracing.ts';
import { answerUnreadable } from './http-unreadable.ts';
import { compileValidator } from './http-validation.ts';
import { bearerTokenOf } from './identity/bearer.ts';
import type { Caller, Verifier } from './identity.ts';
import type { Log } from './log.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The verified caller of a route that demands a scope. */
    caller: Caller | null;
  }
  interface FastifyContextConfig {
    /** The scope a caller needs; a list when any one of several will do, of none when nobody may. Not given: the route is public. */
    scope?: string | readonly string[];
    /** A stream that stays open: it does not count as work in flight. */
    isStream?: boolean;
    /** A health probe: neither traced, nor counted, nor published. */
    isProbe?: boolean;
  }
}

/** A Fastify application whose routes are typed by their TypeBox schemas. */
export type HttpApp = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** What every HTTP deployable brings: its log, who may call, when it is ready, and how much it takes on at once. */
export interface HttpOptions {
  readonly log: Log;
  readonly verifier?: Verifier;
  readonly isReady: () => boolean | Promise<boolean>;
  readonly maxInFlight?: number;
}

const BODY_LIMIT = 256 * 1024;
/** A body up to here is read off before a 413, so that the client sees the answer and not a broken connection. */
const DRAIN_LIMIT = 2 * 1024 * 1024;
/** What is left of the body of an answered request has so long to come. */
const UNREAD_LIMIT_MS = 1000;
/** A client may take this long to send a request, its body included. */
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * Creates an application that answers as contracts §3 says before its first route: problem+json for every error, 404 and 405,
 * checks in the order size, back-pressure, authentication, scope, media type, validation; health probes; one span per request.
 */
export function createHttp(options: HttpOptions): HttpApp {
  const app: HttpApp = Fastify({
    logger: false,
    bodyLimit: BODY_LIMIT,
    routerOptions: { maxParamLength: 512 },
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    requestTimeout: REQUEST_TIMEOUT_MS,
    frameworkErrors: (error, request, reply) => void answerProblem(error, request, reply, options.log),
    clientErrorHandler: answerUnreadable,
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.removeContentTypeParser('text/plain');
  app.decorateRequest('caller', null);
  app.setValidatorCompiler(compileValidator);
  app.setErrorHandler((error, request, reply) => answerProblem(error, request, reply, options.log));
  const routes = collectRoutes(app);
  app.setNotFoundHandler((request, reply) => answerUnknownRoute(routes, request, reply));
  traceRequests(app);
  // Hooks that seldom have anything to wait for call back: a promise for each would cost more than they do.
  app.addHook('onRequest', (request, _reply, done) => {
    const length = request.raw.headers['content-length'];
    if (length === undefined || Number(length) <= limitOf(request)) done();
    else refuseLargeBody(request).catch(done);
  });
  app.addHook('onResponse', ({ raw }, _reply, done) => {
    if (!raw.complete) endUnread(raw);
    done();
  });
  if (options.maxInFlight !== undefined) limitWork(app, options.maxInFlight);
  endConnectionsAtClose(app);
  authenticate(app, options.verifier);
  addProbes(app, options.isReady);
  return app;
}

function limitOf({ routeOptions }: FastifyRequest): number {
  return routeOptions.bodyLimit ?? BODY_LIMIT;
}

async function refuseLargeBody(request: FastifyRequest): Promise<never> {
  let read = 0;
  // Leaving the loop early must not destroy the socket that the answer goes out by.
  for await (const chunk of request.raw.iterator({ destroyOnReturn: false })) {
    read += chunk.length;
    if (read > DRAIN_LIMIT) break;
  }
  throw new Rejection('payload-too-large', `a body may have at most ${limitOf(request)} bytes`);
}

/**
 * Once a request is answered Node reads the rest of its body off, and the connection serves on: a client that was refused
 * must not find it broken. One that is too large is not worth it, and one that never comes would hold a shutdown up.
 */
function endUnread(raw: FastifyRequest['raw']): void {
  if (Number(raw.headers['content-length']) > DRAIN_LIMIT) raw.destroy();
  else setTimeout(() => raw.complete || raw.destroy(), UNREAD_LIMIT_MS).unref();
}

/** A connection that carries an answer while the server closes would be kept alive after it, and hold the close up. */
function endConnectionsAtClose(app: HttpApp): void {
  let isClosing = false;
  const endUnused = watchUnusedConnections(app.server);
  app.addHook('preClose', async () => {
    isClosing = true;
    endUnused();
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (isClosing) reply.header('connection', 'close');
    done();
  });
  // A stream has sent its headers long before.
  app.addHook('onResponse', (_request, _reply, done) => {
    if (isClosing) app.server.closeIdleConnections();
    done();
  });
}

/** Routes that demand a scope get a hook of their own: public ones pay nothing for it. */
function authenticate(app: HttpApp, verifier: Verifier | undefined): void {
  app.addHook('onRoute', (route) => {
    const scope = route.config?.scope;
    if (scope === undefined) return;
    const own = (request: FastifyRequest) => admit(request, scope);
    route.onRequest = [own, route.onRequest ?? []].flat();
  });

  async function admit(request: FastifyRequest, scope: string | readonly string[]): Promise<void> {
    if (!verifier) throw new Error(`${request.routeOptions.url} demands a scope, but the application has no verifier`);
    const token = bearerTokenOf(request.raw);
    if (!token) throw new Rejection('unauthenticated', 'send one access token as "Authorization: Bearer <token>"');
    request.caller = await verifier.verify(token);
    const accepted = typeof scope === 'string' ? [scope] : scope;
    if (!accepted.some((one) => request.caller?.scopes.has(one))) {
      const lack = accepted.length > 0 ? `the token lacks the scope ${accepted.join(' or ')}` : 'no token allows this';
      throw new Rejection('forbidden', lack, accepted.length > 0 ? { scope: accepted.join(' ') } : {});
    }
  }
}

function addProbes(app: HttpApp, isReady: HttpOptions['isReady']): void {
  const config = { isProbe: true };
  app.get('/health/live', { config }, async () => ({ status: 'live' }));
  app.get('/health/ready', { config }, async (_request, reply) => {
    if (await isReady()) return { status: 'ready' };
    return reply.code(503).send({ status: 'not-ready' });
  });
}
