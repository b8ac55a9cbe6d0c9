import { Rejection } from '@grocer/chassis/errors';
import { createHttp, type HttpApp } from '@grocer/chassis/http';
import { createLog, type Log } from '@grocer/chassis/log';
import { Limit } from '@grocer/contracts/lists';
import type { Trace } from '@grocer/contracts/observatory';
import { Id } from '@grocer/contracts/text';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { claimPort, LOOPBACK, portOf } from '../processes/ports.ts';
import { readSpans, TraceExport } from './observatory/otlp.ts';
import { tracePage, tracesPage } from './observatory/pages.ts';
import { createTraceStore, type TraceLimits, type TraceStore } from './observatory/trace-store.ts';
import { pageHeaders } from './page.ts';

export interface ObservatoryOptions {
  readonly port: number;
  readonly host?: string;
  readonly limits?: TraceLimits;
  readonly log?: Log;
}

export interface Observatory {
  /** Also where deployables send their spans (OTLP/HTTP). */
  readonly url: string;
  stop(): Promise<void>;
}

const defaultLimits: TraceLimits = { traces: 1000, spans: 30_000, spansPerTrace: 5000 };
const largestExport = 16 * 1024 * 1024;

/** Receives spans by OTLP/HTTP in JSON, keeps the last traces in memory and shows them: as an API (contracts §9) and as pages. */
export async function startObservatory({
  port,
  host = LOOPBACK,
  limits = defaultLimits,
  log,
}: ObservatoryOptions): Promise<Observatory> {
  const app = createHttp({ log: log ?? createLog({ name: 'observatory' }), isReady: () => true });
  const traces = createTraceStore(limits);
  receiveSpans(app, traces);
  serveApi(app, traces);
  servePages(app, traces);
  await claimPort(port, 'ESTATE_OBSERVATORY_PORT', () => app.listen({ host, port }));
  return {
    url: `http://localhost:${portOf(app.server)}`,
    stop: async () => {
      const closed = app.close();
      app.server.closeAllConnections();
      await closed;
    },
  };
}

function receiveSpans(app: HttpApp, traces: TraceStore): void {
  app.post('/v1/traces', { bodyLimit: largestExport, schema: { body: TraceExport } }, async (request) => {
    traces.add(readSpans(request.body));
    return { partialSuccess: {} };
  });
}

const TraceParams = Type.Object({ traceId: Type.String({ pattern: '^[0-9a-f]{32}$' }) });
const TraceQuery = Type.Object(
  { orderId: Type.Optional(Id), limit: Type.Optional(Limit) },
  { additionalProperties: false },
);

function serveApi(app: HttpApp, traces: TraceStore): void {
  app.get('/api/traces', { schema: { querystring: TraceQuery } }, async ({ query: { orderId, limit = 100 } }) => ({
    items: traces.list({ orderId, limit }),
  }));
  app.get('/api/traces/:traceId', { schema: { params: TraceParams } }, async ({ params }) =>
    find(traces, params.traceId),
  );
}

function servePages(app: HttpApp, traces: TraceStore): void {
  app.get('/', { schema: { querystring: TraceQuery } }, async ({ query: { orderId, limit = 100 } }, reply) =>
    sendPage(reply, tracesPage(traces.list({ orderId, limit }), orderId)),
  );
  app.get('/traces/:traceId', { schema: { params: TraceParams } }, async ({ params }, reply) =>
    sendPage(reply, tracePage(find(traces, params.traceId))),
  );
}

function find(traces: TraceStore, traceId: string): Trace {
  const trace = traces.find(traceId);
  if (!trace) throw new Rejection('not-found', `no trace ${traceId} is kept`);
  return trace;
}

function sendPage(reply: FastifyReply, body: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').headers(pageHeaders()).send(body);
}
