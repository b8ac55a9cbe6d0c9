import type { Trace, TraceSpan } from '@grocer/contracts/observatory';
import type { ReceivedSpan } from './otlp.ts';

export interface TraceLimits {
  readonly traces: number;
  readonly spans: number;
  /** Spans of one trace beyond these are dropped, so that one trace cannot push out all others. */
  readonly spansPerTrace: number;
}

export interface TraceStore {
  add(received: readonly ReceivedSpan[]): void;
  find(traceId: string): Trace | undefined;
  /** Newest first; of an order all traces that touch it. */
  list(query: { orderId?: string | undefined; limit: number }): Trace[];
}

interface KeptTrace {
  spans: TraceSpan[];
  orderIds: Set<string>;
  /** The start of its first span: what "newest" means. */
  startedAt: string;
}

/** Keeps the traces that were last heard of, within limits. */
export function createTraceStore(limits: TraceLimits): TraceStore {
  // In the order in which they were last heard of.
  const traces = new Map<string, KeptTrace>();
  let spanCount = 0;

  function addSpan({ traceId, span }: ReceivedSpan): void {
    const trace = traces.get(traceId) ?? { spans: [], orderIds: new Set(), startedAt: span.startedAt };
    traces.delete(traceId);
    traces.set(traceId, trace);
    if (trace.spans.length >= limits.spansPerTrace) return;
    trace.spans.push(span);
    spanCount += 1;
    if (span.startedAt < trace.startedAt) trace.startedAt = span.startedAt;
    const orderId = span.attributes['grocer.order.id'];
    if (typeof orderId === 'string') trace.orderIds.add(orderId);
  }

  function forgetOldest(): void {
    for (const [traceId, { spans }] of traces) {
      if (traces.size <= limits.traces && spanCount <= limits.spans) return;
      traces.delete(traceId);
      spanCount -= spans.length;
    }
  }

  return {
    add: (received) => {
      for (const one of received) addSpan(one);
      forgetOldest();
    },
    find: (traceId) => {
      const kept = traces.get(traceId);
      return kept && traceOf(traceId, kept);
    },
    list: ({ orderId, limit }) =>
      [...traces]
        .filter(([, { orderIds }]) => orderId === undefined || orderIds.has(orderId))
        .sort(([, a], [, b]) => (a.startedAt < b.startedAt ? 1 : -1))
        .slice(0, limit)
        .map(([traceId, kept]) => traceOf(traceId, kept)),
  };
}

function traceOf(traceId: string, { spans, orderIds }: KeptTrace): Trace {
  const [orderId] = orderIds;
  const ordered = spans.toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
  return { traceId, ...(orderId !== undefined && { orderId }), spans: ordered };
}
