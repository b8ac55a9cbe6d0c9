import type { Trace, TraceSpan } from '@grocer/contracts/observatory';
import { type Html, html } from '../html.ts';
import { brand, page } from '../page.ts';
import { layOut, type Row } from './waterfall.ts';

const barWidth = 280;
const deepest = 12;

/** The traces, newest first, one row each; of one order only, when told which. */
export function tracesPage(traces: readonly Trace[], orderId?: string): string {
  return page(
    orderId ? `Order ${orderId}` : 'Traces',
    html`<main>
${brand(orderId ? html`<a href="/">Grocer observatory</a>` : html`Grocer observatory`)}
<h1>${orderId ? 'Traces of one order' : 'Traces'}</h1>
${orderId ? html`<p class="quiet">Order <code>${orderId}</code></p>` : html`<p class="quiet">The newest first, as of this page’s loading. <a href="/">Load again</a></p>`}
<ul class="chips" aria-label="Colours of the compute models">${legend.map((model) => html`<li>${chip(model, model)}</li>`)}</ul>
${traces.length === 0 ? html`<p>None yet: place an order.</p>` : traceTable(traces)}
</main>`,
  );
}

const legend = ['edge', 'kubernetes', 'scale-to-zero', 'function', 'vm'];

function traceTable(traces: readonly Trace[]): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Traces">
<table>
<thead><tr><th scope="col">Began (UTC)</th><th scope="col">What</th><th scope="col">Deployables</th><th scope="col">Order</th><th scope="col" class="number">Spans</th><th scope="col" class="number">Took</th></tr></thead>
<tbody>
${traces.map(traceRow)}</tbody>
</table>
</div>`;
}

function traceRow({ traceId, orderId, spans }: Trace): Html {
  const { rows, durationMs } = layOut(spans);
  const root = rows[0]?.span;
  return html`<tr>
<td>${root?.startedAt.slice(11, 23) ?? ''}</td>
<td class="name"><a href="/traces/${traceId}">${titleOf(spans)}</a>${failure(spans)}</td>
<td>${deployablesOf(spans)}</td>
<td>${orderId ? html`<a href="/?orderId=${orderId}" title="${orderId}"><code>…${orderId.slice(-12)}</code></a>` : html``}</td>
<td class="number">${spans.length}</td>
<td class="number">${duration(durationMs)}</td>
</tr>
`;
}

/** One trace as a waterfall: each span under its parent, with a bar for when it ran. */
export function tracePage(trace: Trace): string {
  const { rows, durationMs } = layOut(trace.spans);
  const { orderId } = trace;
  return page(
    `Trace ${trace.traceId}`,
    html`<main>
${brand(html`<a href="/">Grocer observatory</a>`)}
<h1>${titleOf(trace.spans)}</h1>
<p class="quiet">${trace.spans.length} spans in ${duration(durationMs)}, from ${rows[0]?.span.startedAt.replace('T', ' ').replace('Z', ' UTC') ?? ''}
<br>Trace <code>${trace.traceId}</code>${orderId ? html`<br>Order <a href="/?orderId=${orderId}"><code>${orderId}</code></a>` : html``}</p>
${deployablesOf(trace.spans)}
<div class="scroll" tabindex="0" role="region" aria-label="Spans">
<table>
<thead><tr><th scope="col">Deployable</th><th scope="col">Span</th><th scope="col">When</th><th scope="col" class="number">From</th><th scope="col" class="number">Took</th></tr></thead>
<tbody>
${rows.map((row, index) => spanRow(row, rows[index - 1], durationMs))}</tbody>
</table>
</div>
</main>`,
  );
}

/** Who did it is said where it changes; the colour goes on. */
function spanRow({ span, depth, offsetMs }: Row, above: Row | undefined, totalMs: number): Html {
  const scale = totalMs > 0 ? barWidth / totalMs : 0;
  const width = Math.max(2, span.durationMs * scale);
  const indent = '\u2003'.repeat(Math.min(depth, deepest));
  const isNew = above?.span.service !== span.service || above.span.coldStart !== span.coldStart;
  return html`<tr>
<td>${isNew ? deployable(span, span.coldStart) : html`<span class="${modelOf(span)}">${span.service}</span>`}</td>
<td class="name">${indent}${span.name}${failure([span])}</td>
<td><svg class="${span.status === 'error' ? 'failed' : modelOf(span)}" width="${barWidth}" height="14" role="img" aria-label="${modelOf(span)}"><rect x="${Math.min(offsetMs * scale, barWidth - width)}" y="2" width="${width}" height="10" rx="2"/></svg></td>
<td class="number">${duration(offsetMs)}</td>
<td class="number">${duration(span.durationMs)}</td>
</tr>
`;
}

function deployablesOf(spans: readonly TraceSpan[]): Html {
  const services = [...Map.groupBy(spans, ({ service }) => service).values()];
  return html`<ul class="chips">${services.map((own) => html`<li>${own[0] ? deployable(own[0], own.some(isCold)) : html``}</li>`)}</ul>`;
}

function deployable(span: TraceSpan, cold: boolean): Html {
  const model = span.computeModel ? ` · ${span.computeModel}` : '';
  return html`${chip(modelOf(span), `${span.service}${model}`)}${cold ? html` <span class="cold">cold</span>` : html``}`;
}

function chip(model: string, words: string): Html {
  return html`<span class="chip ${model}">${words}</span>`;
}

function isCold({ coldStart }: TraceSpan): boolean {
  return coldStart;
}

/** What has no compute model is the estate's own: the edge. */
function modelOf({ computeModel }: TraceSpan): string {
  return computeModel ?? 'edge';
}

/** The edge knows a route by its beginning; the deployable behind it tells which one was asked. */
function titleOf(spans: readonly TraceSpan[]): string {
  const [first, second] = layOut(spans).rows;
  const asked = first?.span.service === 'edge' ? (second?.span.name ?? first.span.name) : first?.span.name;
  return asked ?? 'Trace';
}

function failure(spans: readonly TraceSpan[]): Html {
  return spans.some(({ status }) => status === 'error') ? html` <strong class="failed">failed</strong>` : html``;
}

function duration(ms: number): string {
  if (ms >= 10_000) return `${(ms / 1000).toFixed(1)} s`;
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`;
}
