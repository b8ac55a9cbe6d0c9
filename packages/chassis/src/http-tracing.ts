import { type Context, context, propagation, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { FastifyRequest } from 'fastify';
import type { HttpApp } from './http.ts';
import { takeColdStart } from './telemetry/trace.ts';

const tracer = trace.getTracer('grocer');

/** Gives each request one server span that continues the caller's trace; probes have none. */
export function traceRequests(app: HttpApp): void {
  const active = new WeakMap<FastifyRequest, { span: Span; context: Context }>();

  app.addHook('onRequest', (request, _reply, done) => {
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
    active.set(request, { span, context: own });
    context.with(own, done);
  });
  // Reading the body leaves the context behind; the handler must have it again.
  app.addHook('preValidation', (request, _reply, done) => {
    const own = active.get(request);
    if (own) context.with(own.context, done);
    else done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const span = active.get(request)?.span;
    span?.setAttribute('http.response.status_code', reply.statusCode);
    if (reply.statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
    done();
  });
}
