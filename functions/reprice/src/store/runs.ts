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

/** Gives up open runs that began before `before`, so that the next can begin. */
export async function giveUpRuns(tx: Tx, before: Date): Promise<void> {
  await tx.query(`update pricing.runs set status = 'incomplete' where status = 'open' and started_at < $1`, [before]);
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

/** Notes for a run what a product of each department has sold on average. */
export async function recordExpectedDemand(tx: Tx, runId: string): Promise<void> {
  await tx.query(
    `insert into pricing.expected_demand (run_id, department, quantity)
     select $1, inputs.department, coalesce(sum(demand.quantity), 0) / count(*)
       from catalogue.pricing_inputs as inputs
       left join checkout.demand_28d as demand on demand.sku = inputs.sku
      group by inputs.department`,
    [runId],
  );
}

/** How a run stands; undefined when there is none. */
export async function readRun(db: Queryable, runId: string): Promise<RepriceRun | undefined> {
  const { rows } = await db.query<RunRow>(
    `select runs.id, runs.trigger, runs.business_date::text as "businessDate", runs.status,
            runs.started_at as "startedAt", runs.closed_at as "closedAt", runs.shards, runs.shards_done as "shardsDone",
            result.*
       from pricing.runs
      cross join lateral (
        select coalesce(sum(by_rule.first_priced), 0)::integer as "firstPriced", coalesce(sum(by_rule.up), 0)::integer as up,
               coalesce(sum(by_rule.down), 0)::integer as down, coalesce(sum(by_rule.unchanged), 0)::integer as unchanged,
               coalesce(jsonb_object_agg(by_rule.rule, by_rule.first_priced + by_rule.up + by_rule.down + by_rule.unchanged)
                 filter (where by_rule.rule is not null), '{}') as "byRule"
          from (
            select rule, sum(first_priced) as first_priced, sum(up) as up, sum(down) as down, sum(unchanged) as unchanged
              from pricing.shard_results
             where run_id = runs.id
             group by rule
          ) as by_rule
      ) as result
      where runs.id = $1`,
    [runId],
  );
  return rows.map(runOf)[0];
}

interface RunRow extends Pick<RepriceRun, 'trigger' | 'businessDate' | 'status' | 'shards' | 'shardsDone'> {
  readonly id: string;
  readonly startedAt: Date;
  readonly closedAt: Date | null;
  readonly firstPriced: number;
  readonly up: number;
  readonly down: number;
  readonly unchanged: number;
  readonly byRule: Record<string, number>;
}

function runOf({ id, startedAt, closedAt, firstPriced, up, down, unchanged, byRule, ...run }: RunRow): RepriceRun {
  const skus = firstPriced + up + down + unchanged;
  const summary = closedAt && {
    skus,
    firstPriced,
    up,
    down,
    unchanged,
    byRule,
    durationMs: closedAt.getTime() - startedAt.getTime(),
  };
  return { runId: id, ...run, startedAt: startedAt.toISOString(), closedAt: closedAt?.toISOString() ?? null, summary };
}
