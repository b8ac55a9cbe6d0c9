import type { ComputeModel } from '@grocer/contracts/deployables';
import type { TraceSpan } from '@grocer/contracts/observatory';
import type { FoundSpan } from './observatory.ts';

/** One step of an order: who took it, where that runs, and how long after the step before. */
export interface OrderStep {
  readonly status: string;
  /** Null when no span told it in time. */
  readonly deployable: string | null;
  readonly computeModel: ComputeModel | null;
  readonly coldStart: boolean;
  readonly durationMs: number;
}

/** A step that took so long, and the span that tells who took it. */
export function stepOf(status: string, durationMs: number, cause: FoundSpan | undefined): OrderStep {
  return {
    status,
    deployable: cause?.span.service ?? null,
    computeModel: cause?.span.computeModel ?? null,
    coldStart: cause !== undefined && isCold(cause.span, cause.trace.spans),
    durationMs: Math.max(0, durationMs),
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
