import type { Database } from '@grocer/chassis/postgres';
import type { Queues } from '@grocer/chassis/queue';
import { markSent, readUnsentEvents } from '../store.ts';

const BATCH = 10;

/**
 * Sends the events that are not sent, oldest first, until none is left; returns how many that were.
 * What a crash leaves between the sending and the marking is sent again under the same id.
 */
export async function publishEvents(database: Database, queues: Queues, queueUrl: string): Promise<number> {
  let sent = 0;
  for (;;) {
    const unsent = await readUnsentEvents(database, BATCH);
    if (unsent.length === 0) return sent;
    await Promise.all(unsent.map(({ event, traceparent }) => queues.send(queueUrl, event, traceparent)));
    await markSent(
      database,
      unsent.map(({ event }) => event.id),
    );
    sent += unsent.length;
  }
}
