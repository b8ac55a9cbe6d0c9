import type { TraceSpan } from '@grocer/contracts/observatory';

const shortestBar = 10;
const timeColumn = 12;

interface Row {
  readonly span: TraceSpan;
  readonly depth: number;
}

/** Draws a trace as an indented waterfall, a line for each span, at most `columns` wide. */
export function renderWaterfall(spans: readonly TraceSpan[], columns: number): string[] {
  const rows = rowsOf(spans);
  const labels = rows.map(labelOf);
  const longest = Math.max(...labels.map(({ length }) => length), 0);
  const labelWidth = Math.max(10, Math.min(longest, columns - timeColumn - Math.max(shortestBar, columns / 3)));
  const barWidth = Math.max(shortestBar, Math.floor(columns - labelWidth - timeColumn));

  const startsAt = Math.min(...spans.map(startOf));
  const endsAt = Math.max(...spans.map((span) => startOf(span) + span.durationMs));
  const perMs = barWidth / Math.max(1, endsAt - startsAt);
  return rows.map(({ span }, index) => {
    const offset = Math.min(barWidth - 1, Math.floor((startOf(span) - startsAt) * perMs));
    const length = Math.max(1, Math.min(barWidth - offset, Math.round(span.durationMs * perMs)));
    const bar = ' '.repeat(offset) + '█'.repeat(length);
    return `${fit(labels[index] ?? '', Math.floor(labelWidth))} ${bar.padEnd(barWidth)} ${formatMs(span.durationMs).padStart(9)}`;
  });
}

/** `0.4 ms`, `12 ms`, `1.2 s`. */
export function formatMs(ms: number): string {
  if (ms >= 1_000) return `${(ms / 1_000).toFixed(1)} s`;
  return ms >= 10 ? `${Math.round(ms)} ms` : `${ms.toFixed(1)} ms`;
}

/** Spans under their parents, siblings in order of time. A span whose parent is not there stands at the left. */
function rowsOf(spans: readonly TraceSpan[]): Row[] {
  const known = new Set(spans.map(({ spanId }) => spanId));
  const parentOf = ({ parentSpanId }: TraceSpan) =>
    parentSpanId !== null && known.has(parentSpanId) ? parentSpanId : '';
  const children = Map.groupBy(spans, parentOf);
  const under = (parent: string, depth: number): Row[] =>
    (children.get(parent) ?? [])
      .toSorted((a, b) => startOf(a) - startOf(b))
      .flatMap((span) => [{ span, depth }, ...under(span.spanId, depth + 1)]);
  return under('', 0);
}

function labelOf({ span: { service, name, coldStart, status }, depth }: Row): string {
  const marks = [coldStart && 'cold', status === 'error' && 'error'].filter(Boolean).join(', ');
  return `${'  '.repeat(depth)}${service}: ${name}${marks && ` (${marks})`}`;
}

function fit(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width);
}

function startOf({ startedAt }: TraceSpan): number {
  return Date.parse(startedAt);
}
