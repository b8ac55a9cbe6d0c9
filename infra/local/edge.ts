import { setMaxListeners } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { watchUnusedConnections } from '@grocer/chassis/http-close';
import { answerProblem } from '@grocer/chassis/http-problems';
import { answerUnreadable } from '@grocer/chassis/http-unreadable';
import { createVerifier } from '@grocer/chassis/identity';
import { createLog, type Log } from '@grocer/chassis/log';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { readBody } from './edge/body.ts';
import { refuseBots } from './edge/bots.ts';
import { type CacheLimits, createEdgeCache } from './edge/cache/cache.ts';
import { pathOf } from './edge/cache/key.ts';
import { type CachedForwarding, forwardCached } from './edge/cached-forward.ts';
import { compressAnswers } from './edge/compression.ts';
import { answerPreflights, openToOrigins } from './edge/cors.ts';
import { forward } from './edge/forward.ts';
import { createHeaderHygiene } from './edge/headers.ts';
import { hideTheInside } from './edge/inside.ts';
import { limitClients, limitOrders } from './edge/limits.ts';
import { refuseOddities } from './edge/oddities.ts';
import { servePages } from './edge/pages.ts';
import { originForm } from './edge/path.ts';
import type { EdgeGridCredentials } from './edge/purge/edgegrid.ts';
import { isPurgeCall, type PurgeLimits, takePurges } from './edge/purge/purge-call.ts';
import { type EdgeRules, matcherOf } from './edge/rules.ts';
import { securityHeaders } from './edge/security-headers.ts';
import { createEdgeTracing } from './edge/tracing.ts';
import { createUpstream } from './edge/upstream.ts';
import { type LocalIssuer, trustLocalIssuer } from './identity.ts';
import { claimPort, LOOPBACK, portOf } from './processes/ports.ts';
import type { Rate } from './stand-ins/token-bucket.ts';

export interface EdgeOptions {
  readonly port: number;
  readonly host?: string;
  /** The folder of the shop's built pages. */
  readonly pages: string;
  /** Which service answers below a path: `{ prefix: '/checkout', url: 'http://127.0.0.1:20000' }`. */
  readonly routes: readonly { prefix: string; url: string }[];
  /** What belongs to the estate and not to this edge: infra/base/edge/rules.yaml. */
  readonly rules: EdgeRules;
  readonly cache: CacheLimits;
  readonly purge: PurgeLimits;
  /** Who may purge. */
  readonly purgeCredentials: EdgeGridCredentials;
  readonly clientLimit: Rate;
  readonly orderLimit: Rate;
  /** Other origins whose pages may call the API. */
  readonly allowedOrigins: readonly string[];
  readonly issuer: LocalIssuer;
  /** Where the edge's spans go (OTLP/HTTP). */
  readonly telemetryUrl: string;
  readonly log?: Log;
}

export interface Edge {
  readonly url: string;
  stop(): Promise<void>;
}

/** Requests in work when the edge stops may take this long to end. */
const graceMs = 5000;

/** The only door of the estate: routes, caches, serves the pages, limits rates; it rewrites nothing and repeats nothing. */
export async function startEdge(options: EdgeOptions): Promise<Edge> {
  const {
    port,
    host = LOOPBACK,
    routes,
    rules,
    clientLimit,
    orderLimit,
    allowedOrigins,
    issuer,
    telemetryUrl,
    pages,
  } = options;
  const log = options.log ?? createLog({ name: 'edge' });
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal);
  const upstream = createUpstream();
  const tracing = createEdgeTracing(telemetryUrl);
  const app = createApp(log);
  const endUnused = watchUnusedConnections(app.server);
  // Connections that were in work when the edge stopped are kept alive for nobody.
  app.addHook(
    'onResponse',
    async () => void (stopping.signal.aborted && setImmediate(() => app.server.closeIdleConnections())),
  );
  const compression = compressAnswers(app, rules.compression);
  openToOrigins(app, allowedOrigins);
  const countClient = limitClients(app, clientLimit, isPurgeCall);
  refuseBots(app, rules.bots);
  hideTheInside(app, rules.inside);
  answerPreflights(app);
  refuseOddities(app);
  limitOrders(app, orderLimit, createVerifier(trustLocalIssuer(issuer), log));
  const cache = createEdgeCache(options.cache, (error) =>
    log.warn({ err: error }, 'an answer could not be fetched anew'),
  );
  takePurges(app, { credentials: options.purgeCredentials, limits: options.purge, purge: cache.purge, countClient });
  const hygiene = createHeaderHygiene(rules.headers);
  const forwarding = { upstream, hygiene, tracing, log, stopping: stopping.signal, cache, compression };
  for (const { prefix, url } of routes) routeTo(app, prefix, url, rules, { ...forwarding, cacheKey: rules.cacheKey });
  await servePages(app, { pages, issuer: issuer.issuerUrl, observatory: telemetryUrl });
  await claimPort(port, 'ESTATE_EDGE_PORT', () => app.listen({ host, port }));

  return {
    url: `http://localhost:${portOf(app.server)}`,
    stop: async () => {
      stopping.abort();
      endUnused();
      const impatient = setTimeout(() => app.server.closeAllConnections(), graceMs);
      await app.close();
      clearTimeout(impatient);
      await Promise.all([upstream.stop(), tracing.stop()]);
    },
  };
}

function createApp(log: Log): FastifyInstance {
  const app = Fastify({
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    requestTimeout: 30_000,
    rewriteUrl: ({ url = '/' }) => originForm(url),
    frameworkErrors: (error, request, reply) => void answerProblem(error, request, reply, log),
    clientErrorHandler: answerUnreadable,
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request: FastifyRequest, payload: IncomingMessage) => readBody(payload));
  app.setErrorHandler((error, request, reply) => answerProblem(error, request, reply, log));
  app.addHook('onRequest', async ({ protocol }, reply) => void reply.headers(securityHeaders(protocol)));
  return app;
}

function routeTo(
  app: FastifyInstance,
  prefix: string,
  url: string,
  { caching }: EdgeRules,
  forwarding: CachedForwarding,
): void {
  const rules = caching.map(({ paths, behaviour }) => ({ covers: matcherOf(paths), behaviour }));
  const mayKeep = (path: string) => rules.find(({ covers }) => covers(path))?.behaviour === 'honour-origin';
  for (const path of [prefix, `${prefix}/*`]) {
    app.all(path, (request, reply) =>
      (mayKeep(pathOf(request.url)) ? forwardCached : forward)(forwarding, request, reply, url),
    );
  }
}
