import {
  defaultTextMapGetter,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import type { Outcome } from './instance.ts';
import { costsOf } from './report.ts';

/** An invocation as the platform sees it: what the function does hangs below it, init included. */
export interface InvocationSpan {
  /** X-Ray's trace header, as Lambda hands it to the function. */
  readonly traceId: string;
  end(outcome: Outcome, memoryMb: number): void;
}

/** The host's own: it registers none for all that runs in its process. */
const propagator = new W3CTraceContextPropagator();

/** Begins the span of an invocation, in its caller's trace where there is one. Duration, billed duration and init are its attributes. */
export function startInvocationSpan(
  tracer: Tracer,
  { name, requestId, traceparent }: { name: string; requestId: string; traceparent?: string | undefined },
): InvocationSpan {
  const startedAt = Date.now();
  const parent = propagator.extract(ROOT_CONTEXT, { traceparent }, defaultTextMapGetter);
  const attributes = { 'faas.invoked_name': name, 'faas.invoked_provider': 'aws', 'faas.invocation_id': requestId };
  const span = tracer.startSpan(`invoke ${name}`, { kind: SpanKind.CLIENT, attributes, startTime: startedAt }, parent);
  return {
    traceId: traceHeader(span),
    end(outcome, memoryMb) {
      const costs = Object.entries(costsOf(outcome, memoryMb));
      span.setAttributes(Object.fromEntries(costs.map(([key, value]) => [`grocer.lambda.${snakeCase(key)}`, value])));
      if (outcome.failed) span.setStatus({ code: SpanStatusCode.ERROR });
      if (outcome.initMs !== undefined) {
        const options = { startTime: startedAt, attributes: { 'faas.coldstart': true } };
        const init = tracer.startSpan(`init ${name}`, options, trace.setSpan(parent, span));
        init.end(startedAt + outcome.initMs);
      }
      span.end();
    },
  };
}

/** `Root=1-<8 hex of time>-<24 hex>;Parent=<span>;Sampled=1`: W3C's ids, cut as X-Ray cuts them. */
function traceHeader(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)};Parent=${spanId};Sampled=${traceFlags & 1}`;
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]+/g, (capitals) => `_${capitals.toLowerCase()}`);
}
