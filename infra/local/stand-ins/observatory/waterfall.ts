import type { TraceSpan } from '@grocer/contracts/observatory';

/** A span's place in the picture of its trace. */
export interface Row {
  readonly span: TraceSpan;
  readonly depth: number;
  /** Milliseconds since the trace began. */
  readonly offsetMs: number;
}

export interface Waterfall {
  readonly rows: Row[];
  readonly durationMs: number;
}

/** Orders the spans as a tree, children under their parent by start; a span whose parent is not there is a root. */
export function layOut(spans: readonly TraceSpan[]): Waterfall {
  const startMs = Math.min(...spans.map(startOf));
  const endMs = Math.max(...spans.map((span) => startOf(span) + span.durationMs));
  const known = new Set(spans.map(({ spanId }) => spanId));
  const children = Map.groupBy(spans, ({ parentSpanId }) =>
    parentSpanId !== null && known.has(parentSpanId) ? parentSpanId : null,
  );
  const rows: Row[] = [];
  const pending = childrenOf(null, 0);
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { span, depth } = next;
    rows.push({ span, depth, offsetMs: startOf(span) - startMs });
    pending.push(...childrenOf(span.spanId, depth + 1));
  }
  return { rows, durationMs: spans.length === 0 ? 0 : endMs - startMs };

  /** Last first, for a stack. */
  function childrenOf(parent: string | null, depth: number): { span: TraceSpan; depth: number }[] {
    const found = children.get(parent) ?? [];
    return found.toSorted((a, b) => startOf(b) - startOf(a)).map((span) => ({ span, depth }));
  }
}

function startOf({ startedAt }: TraceSpan): number {
  return Date.parse(startedAt);
}
