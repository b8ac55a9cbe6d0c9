import type { Database } from '@grocer/chassis/postgres';
import { giveUpStalled, isStalled } from '../store/runs.ts';
import type { ShardQueue } from './send-shards.ts';

/** How long nothing must have happened before the queue is looked at: its figures lag behind by a minute (SQS). */
const QUIET_MS = 60_000;

/** Shards that were never sent are sent by the next try of whoever planned them, for so long. */
const UNSENT_QUIET_MS = 10 * 60_000;

/**
 * Marks the open run as incomplete when nothing will come of it any more: no shard of it has moved for a while and the queue holds
 * none, so that those which lack are dead-lettered or lost. Whoever looks at a run, or wants another, so learns how it ended.
 */
export async function settleRun(database: Database, { queues, queueUrl }: ShardQueue, now: Date): Promise<void> {
  const standstill = {
    ofShards: new Date(now.getTime() - QUIET_MS),
    ofSending: new Date(now.getTime() - UNSENT_QUIET_MS),
  };
  if (!(await isStalled(database, standstill))) return;
  if ((await queues.depth(queueUrl)) === 0) await giveUpStalled(database, standstill);
}
