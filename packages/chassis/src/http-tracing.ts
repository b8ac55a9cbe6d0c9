import { type Context, context, propagation, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { SCOPE } from './telemetry/provider.ts';
import { takeColdStart } from './telemetry/trace.ts';

const tracer = trace.getTracer(SCOPE);

/** The context in which a request is handled. */
const ownContext = Symbol('grocer.context');

interface Traced {
  [ownContext]?: Context;
}

/**
 * Gives each request one server span that continues the caller's trace; probes have none. A request whose trace is not sampled
 * is given its context, so that what it calls is not sampled either, and nothing else.
 */
export function traceRequests(app: Pick<FastifyInstance, 'addHook'>): void {
  app.addHook('onRequest', (request: FastifyRequest & Traced, reply, done) => {
    // Each look at routeOptions makes an object.
    const { config, url = '' } = request.routeOptions;
    if (config.isProbe) return done();
    const parent = parentOf(request);
    const span = tracer.startSpan(`${request.method} ${url || 'unknown'}`, { kind: SpanKind.SERVER }, parent);
    const isCold = takeColdStart();
    const own = trace.setSpan(parent, span);
    request[ownContext] = own;
    if (span.isRecording()) record(span, { request, reply, route: url, isCold });
    context.with(own, done);
  });
  // Reading the body leaves the context behind; the handler must have it again.
  app.addHook('preValidation', (request: FastifyRequest & Traced, _reply, done) => {
    const own = request[ownContext];
    if (own && request.body !== undefined) context.with(own, done);
    else done();
  });
}

function parentOf({ headers }: FastifyRequest): Context {
  const active = context.active();
  return headers.traceparent === undefined ? active : propagation.extract(active, headers);
}

interface Recorded {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly route: string;
  readonly isCold: boolean;
}

function record(span: Span, { request, reply, route, isCold }: Recorded): void {
  span.setAttribute('http.request.method', request.method);
  span.setAttribute('http.route', route);
  span.setAttribute('url.path', request.url.split('?', 1)[0] ?? '');
  if (isCold) span.setAttribute('faas.coldstart', true);
  // Not onResponse, which never comes when the client has gone.
  reply.raw.on('close', () => endSpan(span, reply.raw.statusCode));
}

function endSpan(span: Span, status: number): void {
  span.setAttribute('http.response.status_code', status);
  if (status >= 500) span.setAttribute('error.type', String(status)).setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}
