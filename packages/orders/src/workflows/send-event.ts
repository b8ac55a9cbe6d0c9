import type { Database } from '@grocer/chassis/postgres';
import type { Queues } from '@grocer/chassis/queue';
import { withSpan } from '@grocer/chassis/telemetry/trace';
import { markEventSent, type OutboxRow } from '../store/outbox.ts';

/** What sending needs. */
export interface Sending {
  readonly database: Database;
  readonly queues: Pick<Queues, 'send'>;
  /** The URL of the queue `warehouse-orders`. */
  readonly warehouseOrdersUrl: string;
  readonly clock: () => Date;
}

/**
 * Sends a recorded event to the warehouse, then marks it, which makes a confirmed order `released`. A crash in between
 * sends it again, under the same id. Throws when the queue or the database does not answer; recover sends it then.
 */
export async function sendEvent(
  { database, queues, warehouseOrdersUrl, clock }: Sending,
  row: OutboxRow,
): Promise<void> {
  const { id, type, data } = row.event;
  const name = type === 'grocer.order.released' ? 'release order' : 'withdraw order';
  const attributes = { 'grocer.order.id': data.orderId };
  await withSpan(name, { attributes, parent: row.traceparent ?? undefined }, async (span) => {
    await queues.send(warehouseOrdersUrl, row.event);
    const isReleased = await markEventSent(database, id, clock());
    if (isReleased) span.setAttribute('grocer.order.status', 'released');
  });
}
