import { type Static, Type } from 'typebox';
import { type ComputeModel, computeModels } from './deployables.ts';
import { Whole } from './lists.ts';
import { Nullable, Time } from './text.ts';

/** Another span that this one refers to without being its child. */
export const SpanLink = Type.Object({ traceId: Type.String(), spanId: Type.String() });
export type SpanLink = Static<typeof SpanLink>;

/** One step of a trace: which deployable did what, when, for how long. */
export const TraceSpan = Type.Object({
  spanId: Type.String(),
  parentSpanId: Nullable(Type.String()),
  links: Type.Array(SpanLink),
  name: Type.String(),
  service: Type.String(),
  computeModel: Nullable(Type.Enum<ComputeModel[]>([...computeModels])),
  coldStart: Type.Boolean(),
  startedAt: Time,
  durationMs: Type.Number(),
  status: Type.Enum(['unset', 'ok', 'error']),
  attributes: Type.Record(Type.String(), Type.Unknown()),
});
export type TraceSpan = Static<typeof TraceSpan>;

/** Everything that one request caused, across deployables and queues. */
export const Trace = Type.Object({
  traceId: Type.String(),
  orderId: Type.Optional(Type.String()),
  spans: Type.Array(TraceSpan),
});
export type Trace = Static<typeof Trace>;

/** The answer of `GET /api/traces`, newest first. */
export const TraceList = Whole(Trace);
export type TraceList = Static<typeof TraceList>;
