import { setTimeout as delay } from 'node:timers/promises';
import type { Trace, TraceList, TraceSpan } from '@grocer/contracts/observatory';
import { askJson, reach } from './ask.ts';

/** A span, and the trace it is part of. */
export interface FoundSpan {
  readonly span: TraceSpan;
  readonly trace: Trace;
}

const pollMs = 250;
// A span shows up to two seconds after its end; a busy machine takes longer.
const patienceMs = 5_000;
const quietMs = 1_000;

/** The span that moved an order to a status; undefined if none shows in time. */
export function findStatusSpan(observatory: string, orderId: string, status: string): Promise<FoundSpan | undefined> {
  return poll(async () => {
    const { items } = await askJson<TraceList>(`${observatory}/api/traces?orderId=${orderId}`);
    return firstSpan(items, ({ attributes }) => attributes['grocer.order.status'] === status);
  });
}

/** The first span of a deployable in a trace; undefined if none shows in time. */
export function findServiceSpan(observatory: string, traceId: string, service: string): Promise<FoundSpan | undefined> {
  return poll(async () => {
    const trace = await readTrace(observatory, traceId);
    return trace && firstSpan([trace], (span) => span.service === service);
  });
}

/** A trace once it has stopped growing. */
export async function settledTrace(observatory: string, traceId: string): Promise<Trace | undefined> {
  const giveUpAt = Date.now() + patienceMs;
  let trace = await readTrace(observatory, traceId);
  for (let quietSince = Date.now(); Date.now() - quietSince < quietMs && Date.now() < giveUpAt; ) {
    await delay(pollMs);
    const next = await readTrace(observatory, traceId);
    if (next?.spans.length !== trace?.spans.length) quietSince = Date.now();
    trace = next;
  }
  return trace;
}

async function readTrace(observatory: string, traceId: string): Promise<Trace | undefined> {
  const response = await reach(`${observatory}/api/traces/${traceId}`);
  return response.ok ? response.json() : undefined;
}

function firstSpan(traces: readonly Trace[], matches: (span: TraceSpan) => boolean): FoundSpan | undefined {
  for (const trace of traces) {
    const span = trace.spans.find(matches);
    if (span) return { span, trace };
  }
  return undefined;
}

async function poll<T>(find: () => Promise<T | undefined>): Promise<T | undefined> {
  const giveUpAt = Date.now() + patienceMs;
  for (;;) {
    const found = await find();
    if (found !== undefined || Date.now() > giveUpAt) return found;
    await delay(pollMs);
  }
}
