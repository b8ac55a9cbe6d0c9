import {
  type Context,
  context,
  type Span,
  type SpanOptions,
  TraceFlags,
  type Tracer,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import { type Sampler, samplerOf } from './sampler.ts';
import { RecordedSpan } from './span.ts';
import { newSpanId, newTraceId } from './span-ids.ts';
import { createSpanSender } from './span-sender.ts';

/** What a tracer provider needs to know: who speaks, where spans go (an OTLP/HTTP base address), and which traces are recorded. */
export interface TelemetryOptions {
  readonly endpoint: string;
  readonly resource: Readonly<Record<string, string>>;
  readonly sampler?: Sampler;
}

/** A provider whose spans can be waited for. */
export interface SendingTracerProvider extends TracerProvider {
  /** Resolves when every span that has ended is sent, or given up. */
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

/** The instrumentation scope of every span. */
export const SCOPE = 'grocer';

/**
 * Creates a provider behind OpenTelemetry's API that sends every sampled span by OTLP/HTTP, at most half a second late. It is ours
 * because the SDK's takes more of a lean service's time than the service itself (the catalogue's README has the figures).
 */
export function createTracerProvider({
  endpoint,
  resource,
  sampler = samplerOf(),
}: TelemetryOptions): SendingTracerProvider {
  const sender = createSpanSender({ endpoint, resource, scope: SCOPE });
  const tracer = createTracer(sampler, sender.add);
  return { getTracer: () => tracer, forceFlush: sender.flush, shutdown: sender.flush };
}

/** Creates a tracer that hands each recorded span on as OTLP's JSON. */
export function createTracer(sampler: Sampler, onEnd: (json: string) => void): Tracer {
  function startSpan(name: string, options: SpanOptions = {}, parentContext = context.active()): Span {
    const found = options.root ? undefined : trace.getSpanContext(parentContext);
    const parent = found && trace.isSpanContextValid(found) ? found : undefined;
    const traceId = parent?.traceId ?? newTraceId();
    const isSampled = sampler(traceId, parent);
    const spanContext = {
      traceId,
      spanId: newSpanId(),
      traceFlags: isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
      ...(parent?.traceState && { traceState: parent.traceState }),
    };
    if (!isSampled) return trace.wrapSpanContext(spanContext);
    const { kind, attributes, links, startTime } = options;
    return new RecordedSpan(
      { context: spanContext, parentSpanId: parent?.spanId, name, kind, attributes, links, startTime },
      onEnd,
    );
  }

  /** The API's overloads: options and context may be left out. */
  function startActiveSpan<Work extends (span: Span) => unknown>(name: string, ...rest: unknown[]): ReturnType<Work> {
    const work = rest.at(-1) as Work;
    const [options, parent = context.active()] = rest.slice(0, -1) as [SpanOptions?, Context?];
    const span = startSpan(name, options, parent);
    return context.with(trace.setSpan(parent, span), () => work(span)) as ReturnType<Work>;
  }

  return { startSpan, startActiveSpan };
}
