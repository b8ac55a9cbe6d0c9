import type { Trace, TraceSpan } from '@grocer/contracts/observatory';
import { type Html, html } from '../html.ts';
import { page } from '../page.ts';
import { layOut, type Row } from './waterfall.ts';

const barWidth = 240;
const deepest = 12;

/** The traces, newest first, one row each. */
export function tracesPage(traces: readonly Trace[]): string {
  const rows = traces.map((trace) => {
    const { rows: spans, durationMs } = layOut(trace.spans);
    const root = spans[0]?.span;
    const services = [...new Set(trace.spans.map(({ service }) => service))].join(', ');
    return html`<tr>
<td>${time(root)}</td>
<td><a href="/traces/${trace.traceId}">${root?.name ?? 'unknown'}</a>${failure(trace.spans)}</td>
<td>${services}</td>
<td><code>${trace.orderId ?? ''}</code></td>
<td class="number">${trace.spans.length}</td>
<td class="number">${milliseconds(durationMs)}</td>
</tr>
`;
  });
  return page(
    'Traces',
    html`<main>
<p class="brand">Grocer observatory</p>
<h1>Traces</h1>
<p class="quiet">The newest first, as of this page's loading. <a href="/">Load again</a></p>
<div class="scroll" tabindex="0" role="region" aria-label="Traces">
<table>
<thead><tr><th scope="col">Began</th><th scope="col">First span</th><th scope="col">Deployables</th><th scope="col">Order</th><th scope="col" class="number">Spans</th><th scope="col" class="number">Duration</th></tr></thead>
<tbody>
${rows}</tbody>
</table>
</div>
${traces.length === 0 ? html`<p>None yet: place an order.</p>` : html``}
</main>`,
  );
}

/** One trace as a waterfall: each span under its parent, with a bar for when it ran. */
export function tracePage(trace: Trace): string {
  const { rows, durationMs } = layOut(trace.spans);
  const order = trace.orderId ? html`order <code>${trace.orderId}</code>, ` : html``;
  return page(
    `Trace ${trace.traceId}`,
    html`<main>
<p class="brand"><a href="/">Grocer observatory</a></p>
<h1>${rows[0]?.span.name ?? 'Trace'}</h1>
<p class="quiet">Trace <code>${trace.traceId}</code>, ${order}${trace.spans.length} spans in ${milliseconds(durationMs)}</p>
<div class="scroll" tabindex="0" role="region" aria-label="Spans">
<table>
<thead><tr><th scope="col">Deployable</th><th scope="col">Span</th><th scope="col">When</th><th scope="col" class="number">From</th><th scope="col" class="number">Took</th></tr></thead>
<tbody>
${rows.map((row) => spanRow(row, durationMs))}</tbody>
</table>
</div>
</main>`,
  );
}

function spanRow({ span, depth, offsetMs }: Row, totalMs: number): Html {
  const scale = totalMs > 0 ? barWidth / totalMs : 0;
  const indent = '\u2003'.repeat(Math.min(depth, deepest));
  return html`<tr>
<td>${span.service}<br><span class="quiet">${span.computeModel ?? ''}${span.coldStart ? ' · cold' : ''}</span></td>
<td>${indent}${span.name}${failure([span])}</td>
<td><svg width="${barWidth}" height="14" aria-hidden="true"><rect x="${offsetMs * scale}" y="2" width="${Math.max(1, span.durationMs * scale)}" height="10" rx="2" fill="${span.status === 'error' ? '#a4161a' : '#1c6b3c'}"/></svg></td>
<td class="number">${milliseconds(offsetMs)}</td>
<td class="number">${milliseconds(span.durationMs)}</td>
</tr>
`;
}

function failure(spans: readonly TraceSpan[]): Html {
  return spans.some(({ status }) => status === 'error') ? html` <strong class="failed">failed</strong>` : html``;
}

function time(span: TraceSpan | undefined): string {
  return span?.startedAt.slice(11, 23) ?? '';
}

function milliseconds(value: number): string {
  return value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value)} ms`;
}
