import { setTimeout as delay } from 'node:timers/promises';
import { Unavailable } from '@grocer/chassis/errors';
import type { Database } from '@grocer/chassis/postgres';
import { newEvent, type Queues } from '@grocer/chassis/queue';
import type { ShardPlanned } from '@grocer/contracts/events';
import { listUnsentShards, markSent, type Shard } from '../store/shards.ts';

/** Where shards are sent. */
export interface ShardQueue {
  readonly queues: Pick<Queues, 'sendBatch' | 'depth'>;
  readonly queueUrl: string;
}

const MOST_TRIES = 3;
const FIRST_PAUSE_MS = 200;

/**
 * Sends the shards of a run that were not sent yet; those that the queue does not take, a few times, then it throws Unavailable and
 * the next invocation goes on. After a crash in between some are sent again, under the same event id.
 */
export async function sendShards(
  database: Database,
  { queues, queueUrl }: ShardQueue,
  { runId, now }: { runId: string; now: Date },
): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const shards = await listUnsentShards(database, runId);
    if (shards.length === 0) return;
    const events = shards.map((shard) => shardPlanned(runId, shard, now));
    const refused = new Set((await queues.sendBatch(queueUrl, events)).map(({ id }) => id));
    const taken = shards.filter(({ shard }) => !refused.has(eventIdOf(runId, shard)));
    await markSent(database, runId, taken, now);
    if (refused.size > 0 && tries === MOST_TRIES) throw new Unavailable('queue');
    if (refused.size > 0) await delay(FIRST_PAUSE_MS * tries);
  }
}

function shardPlanned(runId: string, { shard, from, to }: Shard, time: Date): ShardPlanned {
  return newEvent({
    source: 'reprice-plan',
    type: 'grocer.reprice.shard-planned',
    id: eventIdOf(runId, shard),
    subject: runId,
    data: { runId, shard, skus: { from, to } },
    time,
  });
}

function eventIdOf(runId: string, shard: number): string {
  return `${runId}/${shard}`;
}
