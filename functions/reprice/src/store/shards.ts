import type { Delivery } from '@grocer/chassis/messages';
import type { Queryable, Tx } from '@grocer/chassis/postgres';
import type { RepriceRun } from '@grocer/contracts/pricing';

/** A range of SKUs, both ends included, in text order by collation C. */
export interface Shard {
  readonly shard: number;
  readonly from: string;
  readonly to: string;
}

/** The shards of a run that the queue has not taken yet. */
export async function listUnsentShards(db: Queryable, runId: string): Promise<Shard[]> {
  const { rows } = await db.query<Shard>(
    `select shard, sku_from as "from", sku_to as "to"
       from pricing.shards
      where run_id = $1 and sent_at is null
      order by shard`,
    [runId],
  );
  return rows;
}

/** Notes that the queue has taken these shards. */
export async function markSent(db: Queryable, runId: string, shards: readonly Shard[], now: Date): Promise<void> {
  await db.query('update pricing.shards set sent_at = $3 where run_id = $1 and shard = any($2)', [
    runId,
    shards.map(({ shard }) => shard),
    now,
  ]);
}

/** How a shard stands, and the run that it belongs to. */
export interface PlannedShard {
  readonly isDone: boolean;
  readonly runStatus: RepriceRun['status'];
  readonly trigger: RepriceRun['trigger'];
  readonly businessDate: string;
}

/** A shard, locked until the transaction ends; undefined when there is none. */
export async function lockShard(
  tx: Tx,
  { runId, shard }: { runId: string; shard: number },
): Promise<PlannedShard | undefined> {
  const { rows } = await tx.query<PlannedShard>(
    `select shards.completed_at is not null as "isDone", runs.status as "runStatus", runs.trigger,
            runs.business_date::text as "businessDate"
       from pricing.shards
       join pricing.runs on runs.id = shards.run_id
      where shards.run_id = $1 and shards.shard = $2
        for update of shards`,
    [runId, shard],
  );
  return rows[0];
}

/** Completes a shard and counts it; the last one closes the run. Answers how the run then stands, undefined if it was not open. */
export async function completeShard(
  tx: Tx,
  { runId, shard, now, delivery }: { runId: string; shard: number; now: Date; delivery: Delivery },
): Promise<RepriceRun['status'] | undefined> {
  const { rows } = await tx.query<{ status: RepriceRun['status'] }>(
    `with completed as (
       update pricing.shards
          set completed_at = $3, invocation = $4, was_cold = $5, failure = null
        where run_id = $1 and shard = $2
     )
     update pricing.runs
        set shards_done = shards_done + 1,
            status = case when shards_done + 1 = shards then 'closed' else status end,
            closed_at = case when shards_done + 1 = shards then $3::timestamptz end
      where id = $1 and status = 'open'
      returning status`,
    [runId, shard, now, delivery.id, delivery.isCold],
  );
  return rows[0]?.status;
}

/** Tells whoever listens (`pricing_run_closed`) that the prices of a run are all there, as soon as they are. */
export async function notifyRunClosed(tx: Tx, runId: string): Promise<void> {
  await tx.query(`select pg_notify('pricing_run_closed', $1)`, [runId]);
}

/** Notes that a try of a shard has failed, and of what. */
export async function noteFailure(
  db: Queryable,
  { runId, shard, failure }: { runId: string; shard: number; failure: string },
): Promise<void> {
  await db.query(
    `update pricing.shards
        set failures = failures + 1, failure = $3
      where run_id = $1 and shard = $2 and completed_at is null`,
    [runId, shard, failure],
  );
}
