import type { ComputeModel } from '@grocer/contracts/deployables';
import { computeModels } from '@grocer/contracts/deployables';
import type { TraceSpan } from '@grocer/contracts/observatory';
import { type Static, Type } from 'typebox';

const scalar = {
  stringValue: Type.String(),
  boolValue: Type.Boolean(),
  intValue: Type.Union([Type.String(), Type.Number()]),
  doubleValue: Type.Number(),
};
const Scalar = Type.Partial(Type.Object(scalar));
const AnyValue = Type.Partial(
  Type.Object({ ...scalar, arrayValue: Type.Object({ values: Type.Optional(Type.Array(Scalar)) }) }),
);
const Attributes = Type.Array(Type.Object({ key: Type.String(), value: AnyValue }));
const TraceId = Type.String({ pattern: '^[0-9a-fA-F]{32}$' });
const SpanId = Type.String({ pattern: '^[0-9a-fA-F]{16}$' });
const Nanoseconds = Type.String({ pattern: '^\\d{1,20}$' });

const Span = Type.Object({
  traceId: TraceId,
  spanId: SpanId,
  parentSpanId: Type.Optional(Type.Union([SpanId, Type.Literal('')])),
  name: Type.String(),
  startTimeUnixNano: Nanoseconds,
  endTimeUnixNano: Nanoseconds,
  attributes: Type.Optional(Attributes),
  links: Type.Optional(Type.Array(Type.Object({ traceId: TraceId, spanId: SpanId }))),
  status: Type.Optional(Type.Object({ code: Type.Optional(Type.Integer()) })),
});

/** An export request of OTLP/HTTP in JSON (opentelemetry-proto, `ExportTraceServiceRequest`), as far as it is read here. */
export const TraceExport = Type.Object({
  resourceSpans: Type.Optional(
    Type.Array(
      Type.Object({
        resource: Type.Optional(Type.Object({ attributes: Type.Optional(Attributes) })),
        scopeSpans: Type.Optional(Type.Array(Type.Object({ spans: Type.Optional(Type.Array(Span)) }))),
      }),
    ),
  ),
});
export type TraceExport = Static<typeof TraceExport>;

/** A span and the trace it belongs to. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly span: TraceSpan;
}

const maxAttributes = 64;
const maxLinks = 128;
const maxText = 1024;

/** The spans of an export, in the observatory's own shape; what is longer than it should be is cut. */
export function readSpans({ resourceSpans = [] }: TraceExport): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans = [] }) => {
    const about = readAttributes(resource?.attributes);
    return scopeSpans.flatMap(({ spans = [] }) => spans.map((span) => readSpan(span, about)));
  });
}

function readSpan(span: Static<typeof Span>, resource: Record<string, unknown>): ReceivedSpan {
  const attributes = readAttributes(span.attributes);
  const instance = resource['service.instance.id'];
  return {
    traceId: span.traceId.toLowerCase(),
    span: {
      spanId: span.spanId.toLowerCase(),
      parentSpanId: span.parentSpanId?.toLowerCase() || null,
      links: (span.links ?? []).slice(0, maxLinks).map(({ traceId, spanId }) => ({ traceId, spanId })),
      name: cut(span.name),
      service: String(resource['service.name'] ?? 'unknown'),
      computeModel: readComputeModel(resource['grocer.compute_model']),
      coldStart: attributes['faas.coldstart'] === true,
      startedAt: new Date(milliseconds(span.startTimeUnixNano)).toISOString(),
      durationMs: durationOf(span),
      status: span.status?.code === 2 ? 'error' : span.status?.code === 1 ? 'ok' : 'unset',
      attributes: instance === undefined ? attributes : { 'service.instance.id': instance, ...attributes },
    },
  };
}

function readAttributes(attributes: Static<typeof Attributes> = []): Record<string, unknown> {
  return Object.fromEntries(attributes.slice(0, maxAttributes).map(({ key, value }) => [cut(key), readValue(value)]));
}

function readValue({ arrayValue, ...value }: Static<typeof AnyValue>): unknown {
  return arrayValue ? cut(JSON.stringify((arrayValue.values ?? []).map(readScalar))) : readScalar(value);
}

function readScalar({ stringValue, intValue, boolValue, doubleValue }: Static<typeof Scalar>): unknown {
  if (stringValue !== undefined) return cut(stringValue);
  return intValue === undefined ? (boolValue ?? doubleValue ?? null) : Number(intValue);
}

function readComputeModel(value: unknown): ComputeModel | null {
  return computeModels.find((model) => model === value) ?? null;
}

/** To the microsecond; clocks that went backwards make no negative duration. */
function durationOf({ startTimeUnixNano, endTimeUnixNano }: Static<typeof Span>): number {
  const microseconds = (BigInt(endTimeUnixNano) - BigInt(startTimeUnixNano)) / 1000n;
  return Math.max(0, Number(microseconds) / 1000);
}

function milliseconds(nanoseconds: string): number {
  return Math.min(Number(BigInt(nanoseconds) / 1_000_000n), 8.64e15);
}

function cut(text: string): string {
  return text.length > maxText ? `${text.slice(0, maxText)}…` : text;
}
