import { inGroupsOn } from '@grocer/chassis/groups';
import type { Database, Queryable } from '@grocer/chassis/postgres';
import type { Queues } from '@grocer/chassis/queue';
import { withSpan } from '@grocer/chassis/telemetry/trace';
import { markEventsSent, type OutboxRow } from '../store/outbox.ts';

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
    if (await markSent(database, { id, at: clock() })) span.setAttribute('grocer.order.status', 'released');
  });
}

/** What is to be marked, and when it was sent. */
interface Mark {
  readonly id: string;
  readonly at: Date;
}

const MARKED_AT_ONCE = 50;

/** Marks events of one database in groups: those that are sent while a group commits share the next commit. */
const markSent = inGroupsOn(MARKED_AT_ONCE, async (database: Queryable, marks: readonly Mark[]) => {
  // The latest: no order is released before it was confirmed.
  const at = new Date(Math.max(...marks.map((mark) => mark.at.getTime())));
  const ids = marks.map(({ id }) => id);
  const released = await markEventsSent(database, ids, at);
  return ids.map((id) => released.has(id));
});
