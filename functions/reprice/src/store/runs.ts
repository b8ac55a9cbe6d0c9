import type { Queryable, Tx } from '@grocer/chassis/postgres';
import type { RepriceRun } from '@grocer/contracts/pricing';

export interface NewRun {
  readonly id: string;
  readonly trigger: RepriceRun['trigger'];
  readonly businessDate: string;
  readonly now: Date;
  readonly shardSize: number;
}

/** Lets one plan at a time look for an open run and open another, until its transaction ends. */
export async function lockRuns(tx: Tx): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('pricing.runs'))`);
}

/** Since when nothing must have happened to a run. */
export interface Standstill {
  /** When the queue has taken all its shards. */
  readonly ofShards: Date;
  /** When some were never sent. */
  readonly ofSending: Date;
}

const stalled = `(
  select greatest(runs.started_at, runs.resumed_at, max(sent_at), max(completed_at)) < case count(sent_at) when count(*) then $1::timestamptz else $2::timestamptz end
    from pricing.shards
   where run_id = runs.id
)`;

/** Whether nothing has happened to the open run since then. */
export async function isStalled(db: Queryable, { ofShards, ofSending }: Standstill): Promise<boolean> {
  const { rowCount } = await db.query(`select from pricing.runs where status = 'open' and ${stalled}`, [
    ofShards,
    ofSending,
  ]);
  return rowCount > 0;
}

/** Gives up the open run, if still nothing has happened to it since then. */
export async function giveUpStalled(db: Queryable, { ofShards, ofSending }: Standstill): Promise<void> {
  await db.query(`update pricing.runs set status = 'incomplete' where status = 'open' and ${stalled}`, [
    ofShards,
    ofSending,
  ]);
}

/** The run that is open, if one is. */
export async function findOpenRun(tx: Tx): Promise<string | undefined> {
  const { rows } = await tx.query<{ id: string }>(`select id from pricing.runs where status = 'open'`);
  return rows[0]?.id;
}

/** The schedule's run of a business date, however it stands. */
export async function findScheduledRun(tx: Tx, businessDate: string): Promise<string | undefined> {
  const { rows } = await tx.query<{ id: string }>(
    `select id from pricing.runs where trigger = 'schedule' and business_date = $1`,
    [businessDate],
  );
  return rows[0]?.id;
}

/** Opens a run with a shard for every `shardSize` SKUs that have a cost; without any, it is closed at once. */
export async function insertRun(tx: Tx, { id, trigger, businessDate, now, shardSize }: NewRun): Promise<void> {
  await tx.query(
    `with numbered as (
       select sku, (row_number() over (order by sku) - 1) / $5 + 1 as shard
         from catalogue.pricing_inputs
     ), ranges as (
       select shard, min(sku) as sku_from, max(sku) as sku_to
         from numbered
        group by shard
     ), run as (
       insert into pricing.runs (id, trigger, business_date, status, started_at, closed_at, shards)
       select $1, $2, $3, case count(*) when 0 then 'closed' else 'open' end, $4,
              case count(*) when 0 then $4::timestamptz end, count(*)
         from ranges
     )
     insert into pricing.shards (run_id, shard, sku_from, sku_to)
     select $1, shard, sku_from, sku_to
       from ranges`,
    [id, trigger, businessDate, now, shardSize],
  );
}

/** How a run stands, and whether one of a later day has begun. */
export interface RunStanding {
  readonly status: RepriceRun['status'];
  readonly isOutdated: boolean;
}

/** How a run stands that is to be taken up again; undefined when there is none. */
export async function findRun(tx: Tx, runId: string): Promise<RunStanding | undefined> {
  const { rows } = await tx.query<RunStanding>(
    `select status, exists (select from pricing.runs as later where later.business_date > runs.business_date) as "isOutdated"
       from pricing.runs
      where id = $1`,
    [runId],
  );
  return rows[0];
}

/** Opens an incomplete run again: the shards that are not completed are sent anew. */
export async function reopenRun(tx: Tx, runId: string, now: Date): Promise<void> {
  await tx.query(
    `with unsent as (
       update pricing.shards set sent_at = null where run_id = $1 and completed_at is null
     )
     update pricing.runs set status = 'open', resumed_at = $2 where id = $1`,
    [runId, now],
  );
}
