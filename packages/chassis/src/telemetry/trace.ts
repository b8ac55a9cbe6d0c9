import type { CloudEvent } from '@grocer/contracts/events';
import {
  type Attributes,
  type Context,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { SCOPE } from './provider.ts';

const kinds = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
};

/** How a span begins: its kind, attributes, the trace it continues (a `traceparent`), and spans it is linked to. */
export interface SpanInput {
  readonly kind?: keyof typeof kinds;
  readonly attributes?: Attributes;
  /** A W3C `traceparent` to continue; without it the active span is the parent. */
  readonly parent?: string | undefined;
  /** `traceparent`s of spans that caused this one without being its parent. */
  readonly links?: readonly string[];
}

const tracer = trace.getTracer(SCOPE);

/** Runs `work` inside a span; an error is recorded on it and thrown on. */
export async function withSpan<T>(name: string, input: SpanInput, work: (span: Span) => Promise<T> | T): Promise<T> {
  const parent = input.parent === undefined ? context.active() : contextOf(input.parent);
  const links = (input.links ?? []).flatMap((link) => {
    const linked = trace.getSpanContext(contextOf(link));
    return linked ? [{ context: linked }] : [];
  });
  const attributes = { ...orderOf(parent), ...input.attributes };
  const options = { kind: kinds[input.kind ?? 'internal'], attributes, links };
  return tracer.startActiveSpan(name, options, parent, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      recordError(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

const ORDER_ID = 'grocer.order.id';

/** An order's id is on every span that touches it: what a span is told of it, its children are told too. */
function orderOf(parent: Context): Attributes {
  const span = trace.getSpan(parent);
  if (!span || !('attributes' in span) || typeof span.attributes !== 'object' || span.attributes === null) return {};
  const id: unknown = Reflect.get(span.attributes, ORDER_ID);
  return typeof id === 'string' ? { [ORDER_ID]: id } : {};
}

/** What spans tell of an event that is sent or processed. */
export function eventAttributes({ id, type, data }: CloudEvent): Attributes {
  const isOfOrder = typeof data === 'object' && data !== null && 'orderId' in data && typeof data.orderId === 'string';
  return {
    'cloudevents.event_id': id,
    'cloudevents.event_type': type,
    ...(isOfOrder ? { [ORDER_ID]: data.orderId } : {}),
  };
}

/** Marks a span as failed, by the error's class or SQLSTATE: messages may quote what must not leave the process. */
function recordError(span: Span, error: unknown): void {
  span.setAttribute('error.type', typeOf(error));
  span.setStatus({ code: SpanStatusCode.ERROR });
}

function typeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const isSqlState = 'code' in error && typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code);
  return isSqlState ? String(error.code) : error.name;
}

/** Sets attributes on the active span, if there is one. */
export function annotate(attributes: Attributes): void {
  trace.getActiveSpan()?.setAttributes(attributes);
}

/** The `traceparent` that continues the active span elsewhere, or undefined outside a trace. */
export function activeTraceparent(): string | undefined {
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent;
}

/** The context of a received `traceparent`; an unusable one starts a new trace. */
export function contextOf(traceparent: string): Context {
  return propagation.extract(ROOT_CONTEXT, { traceparent });
}

let fresh = true;

/** True for the first request or invocation of this process, false ever after: what `faas.coldstart` says. */
export function takeColdStart(): boolean {
  const cold = fresh;
  fresh = false;
  return cold;
}

/** Sends what is not yet exported: before a function answers, and before a process exits. */
export async function flushTelemetry(): Promise<void> {
  const provider: { getDelegate?: () => { forceFlush?: () => Promise<void> } } = trace.getTracerProvider() as object;
  await provider
    .getDelegate?.()
    .forceFlush?.()
    .catch(() => undefined);
}
