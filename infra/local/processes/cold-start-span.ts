import type { IncomingHttpHeaders } from 'node:http';
import { contextOf } from '@grocer/chassis/telemetry/trace';
import { ROOT_CONTEXT, SpanKind, type Tracer } from '@opentelemetry/api';

/** Starts the span of a cold start, from a request's arrival to its answer's first byte, in the request's trace. */
export function startColdStartSpan(tracer: Tracer, deployable: string, headers: IncomingHttpHeaders): () => void {
  const { traceparent } = headers;
  const parent = typeof traceparent === 'string' ? contextOf(traceparent) : ROOT_CONTEXT;
  const attributes = { 'faas.coldstart': true };
  const span = tracer.startSpan(`cold start of ${deployable}`, { kind: SpanKind.INTERNAL, attributes }, parent);
  return () => span.end();
}
