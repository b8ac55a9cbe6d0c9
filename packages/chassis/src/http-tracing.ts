import { type Context, context, propagation, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { FastifyRequest } from 'fastify';
import type { HttpApp } from './http.ts';
import { takeColdStart } from './telemetry/trace.ts';

const tracer = trace.getTracer('grocer');

/** Gives each request one server span that continues the caller's trace; probes have none. */
export function traceRequests(app: HttpApp): void {
  const active = new WeakMap<FastifyRequest, Context>();

  app.addHook('onRequest', (request, reply, done) => {
    const { url: route, config } = request.routeOptions;
    if (config.isProbe) return done();
    const parent = propagation.extract(context.active(), request.headers);
    const attributes = {
      'http.request.method': request.method,
      'http.route': route ?? '',
      'url.path': request.url.split('?', 1)[0] ?? '',
      ...(takeColdStart() ? { 'faas.coldstart': true } : {}),
    };
    const span = tracer.startSpan(
      `${request.method} ${route ?? 'unknown'}`,
      { kind: SpanKind.SERVER, attributes },
      parent,
    );
    const own = trace.setSpan(parent, span);
    active.set(request, own);
    // Not onResponse, which never comes when the client has gone.
    reply.raw.once('close', () => endSpan(span, reply.statusCode));
    context.with(own, done);
  });
  // Reading the body leaves the context behind; the handler must have it again.
  app.addHook('preValidation', (request, _reply, done) => {
    const own = active.get(request);
    if (own) context.with(own, done);
    else done();
  });
}

function endSpan(span: Span, status: number): void {
  span.setAttribute('http.response.status_code', status);
  if (status >= 500) span.setAttribute('error.type', String(status)).setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}
