import { createTracerProvider } from '@grocer/chassis/telemetry/provider';
import {
  type Attributes,
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The edge's own server span of one request. */
export interface RequestSpan {
  /** What continues the trace behind the edge. */
  readonly headers: Record<string, string>;
  end(reply: FastifyReply): void;
}

export interface EdgeTracing {
  start(request: FastifyRequest): RequestSpan;
  stop(): Promise<void>;
}

const propagator = new W3CTraceContextPropagator();

/** Spans under the name `edge`: the process it runs in hosts other stand-ins, so that no global tracer will do. */
export function createEdgeTracing(endpoint: string): EdgeTracing {
  const resource = { 'service.name': 'edge', 'service.version': '0.1.0', 'deployment.environment.name': 'local' };
  const provider = createTracerProvider({ endpoint, resource });
  const tracer = provider.getTracer('grocer');

  function start({ method, url, headers, routeOptions }: FastifyRequest): RequestSpan {
    const parent = propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
    // What is behind the prefix, the edge does not know.
    const route = routeOptions.url?.replace(/\/\*$/, '') ?? '';
    const attributes = {
      'http.request.method': method,
      'http.route': route,
      'url.path': url.split('?', 1)[0] ?? '',
      'url.scheme': 'http',
    };
    const span = tracer.startSpan(`${method} ${route}`, { kind: SpanKind.SERVER, attributes }, parent);
    const carrier: Record<string, string> = {};
    propagator.inject(trace.setSpan(parent, span), carrier, defaultTextMapSetter);
    return {
      headers: carrier,
      end: (reply) => {
        const status = reply.statusCode;
        span.setAttributes({
          'http.response.status_code': status,
          ...orderIn(String(reply.getHeader('location') ?? url)),
        });
        if (status >= 500) span.setAttribute('error.type', String(status)).setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      },
    };
  }

  // Spans that nobody takes any more are no reason to fail a stop.
  return { start, stop: () => provider.shutdown().catch(() => undefined) };
}

/** The order that an address is of (contracts §3). */
function orderIn(address: string): Attributes {
  const [, id] = /^\/checkout\/v1\/orders\/([0-9a-f-]{36})\b/.exec(address) ?? [];
  return id === undefined ? {} : { 'grocer.order.id': id };
}
