import { setTimeout as delay } from 'node:timers/promises';
import type { Trace, TraceList, TraceSpan } from '@grocer/contracts/observatory';
import { askJson } from './ask.ts';

const pollMs = 250;

/** What the estate's observatory knows of an order so far. */
export async function tracesOfOrder(observatory: string, orderId: string): Promise<Trace[]> {
  const { items } = await askJson<TraceList>(`${observatory}/api/traces?orderId=${orderId}`);
  return items;
}

/** The span that moved an order to a status: a span shows up to two seconds after its end. Undefined if none does in time. */
export async function findStatusSpan(
  observatory: string,
  orderId: string,
  status: string,
  timeoutMs = 5_000,
): Promise<{ trace: Trace; span: TraceSpan } | undefined> {
  const giveUpAt = Date.now() + timeoutMs;
  do {
    for (const trace of await tracesOfOrder(observatory, orderId)) {
      const span = trace.spans.find(({ attributes }) => movesTo(attributes, orderId, status));
      if (span) return { trace, span };
    }
    await delay(pollMs);
  } while (Date.now() < giveUpAt);
  return undefined;
}

/** A trace once it has stopped growing. */
export async function settledTrace(observatory: string, traceId: string, timeoutMs = 5_000): Promise<Trace> {
  const giveUpAt = Date.now() + timeoutMs;
  const fetchTrace = () => askJson<Trace>(`${observatory}/api/traces/${traceId}`);
  let trace = await fetchTrace();
  for (let quietSince = Date.now(); Date.now() - quietSince < 1_000 && Date.now() < giveUpAt; ) {
    await delay(pollMs);
    const next = await fetchTrace();
    if (next.spans.length !== trace.spans.length) quietSince = Date.now();
    trace = next;
  }
  return trace;
}

// An order's span need not repeat the order's id: the trace is found by it.
function movesTo(attributes: TraceSpan['attributes'], orderId: string, status: string): boolean {
  return attributes['grocer.order.status'] === status && (attributes['grocer.order.id'] ?? orderId) === orderId;
}
