import type { Database } from '@grocer/chassis/postgres';
import { newEvent, type Queues } from '@grocer/chassis/queue';
import type { ShardPlanned } from '@grocer/contracts/events';
import { listUnsentShards, markSent, type Shard } from '../store/shards.ts';

/** Where shards are sent. */
export interface ShardQueue {
  readonly queues: Pick<Queues, 'sendBatch'>;
  readonly queueUrl: string;
}

/** Sends the shards of a run that were not sent yet. After a crash in between some are sent again, under the same event id. */
export async function sendShards(
  database: Database,
  { queues, queueUrl }: ShardQueue,
  { runId, now }: { runId: string; now: Date },
): Promise<void> {
  const shards = await listUnsentShards(database, runId);
  if (shards.length === 0) return;
  await queues.sendBatch(
    queueUrl,
    shards.map((shard) => shardPlanned(runId, shard, now)),
  );
  await markSent(database, runId, shards, now);
}

function shardPlanned(runId: string, { shard, from, to }: Shard, time: Date): ShardPlanned {
  return newEvent({
    source: 'reprice-plan',
    type: 'grocer.reprice.shard-planned',
    id: `${runId}/${shard}`,
    subject: runId,
    data: { runId, shard, skus: { from, to } },
    time,
  });
}
