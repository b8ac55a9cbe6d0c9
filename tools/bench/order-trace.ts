import { setTimeout as delay } from 'node:timers/promises';
import type { TraceList, TraceSpan } from '@grocer/contracts/observatory';
import type { Pool } from 'undici';
import { askJson } from '../ask.ts';
import type { CheckoutEstate } from './checkout-estate.ts';
import type { Target } from './load.ts';

/** What one order asked of the database, as its trace tells it. */
export interface OrderTrace {
  /** By deployable and statement, in order; a transaction's beginning goes untold, and counts as a round trip. */
  readonly statements: readonly string[];
  readonly roundTrips: number;
  readonly transactions: number;
  /** The statements of checkout alone, word by word. */
  readonly checkoutSql: readonly string[];
}

const SHOWN_AFTER_MS = 2000;

/** Places one order on a quiet estate and reads its trace. */
export async function traceOrder(estate: CheckoutEstate, pool: Pool, request: Target['request']): Promise<OrderTrace> {
  const { body } = await pool.request({ method: 'POST', ...request() });
  const { id } = (await body.json()) as { id: string };
  await delay(SHOWN_AFTER_MS);
  const { items } = await askJson<TraceList>(`${estate.endpoints.observatory}/api/traces?orderId=${id}`);
  const spans = items
    .flatMap((trace) => trace.spans)
    .filter(({ attributes }) => attributes['db.system.name'] === 'postgresql')
    .toSorted((a, b) => a.startedAt.localeCompare(b.startedAt));
  const commits = spans.filter(({ name }) => name === 'commit');
  const isInside = (span: TraceSpan) => commits.some(({ parentSpanId }) => parentSpanId === span.parentSpanId);
  const alone = spans.filter((span) => !isInside(span));
  return {
    statements: spans.map(({ service, name }) => `${service}: ${name}`),
    roundTrips: spans.length + commits.length,
    transactions: alone.length + commits.length,
    checkoutSql: spans
      .filter(({ service }) => service === 'checkout')
      .map(({ attributes }) => String(attributes['db.query.text'])),
  };
}
