import type { OrderStatusEvent } from '@grocer/contracts/checkout';
import type { ComputeModel } from '@grocer/contracts/deployables';
import type { TraceSpan } from '@grocer/contracts/observatory';

/** One step of an order: who took it, where that runs, and how long after the step before. */
export interface OrderStep {
  readonly status: string;
  /** Null when no span told it in time. */
  readonly deployable: string | null;
  readonly computeModel: ComputeModel | null;
  readonly coldStart: boolean;
  readonly durationMs: number;
}

/** Makes a step of an event and of the span that caused it, among the spans of its trace. */
export function stepOf(
  { status, at }: Pick<OrderStatusEvent, 'status' | 'at'>,
  beforeMs: number,
  cause: { readonly span: TraceSpan; readonly spans: readonly TraceSpan[] } | undefined,
): OrderStep {
  return {
    status,
    deployable: cause?.span.service ?? null,
    computeModel: cause?.span.computeModel ?? null,
    coldStart: cause !== undefined && isCold(cause.span, cause.spans),
    durationMs: Math.max(0, Date.parse(at) - beforeMs),
  };
}

/** `picked   fulfil · function · cold   312 ms`. */
export function tellStep({ status, deployable, computeModel, coldStart, durationMs }: OrderStep): string {
  const temperature = deployable === null ? '' : coldStart ? 'cold' : 'warm';
  const columns = [
    status.padEnd(16),
    (deployable ?? '?').padEnd(15),
    (computeModel ?? '?').padEnd(14),
    temperature.padEnd(5),
  ];
  return `${columns.join(' ')} ${String(Math.round(durationMs)).padStart(6)} ms`;
}

/** The process was cold for a span if it was for a span around it, of the same deployable. */
function isCold(span: TraceSpan, spans: readonly TraceSpan[]): boolean {
  if (span.coldStart) return true;
  const parent = spans.find(({ spanId }) => spanId === span.parentSpanId);
  return parent !== undefined && parent.service === span.service && isCold(parent, spans);
}
