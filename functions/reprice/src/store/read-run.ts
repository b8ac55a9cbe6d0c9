import type { Queryable } from '@grocer/chassis/postgres';
import type { FailedShard, RepriceRun, RepriceSummary } from '@grocer/contracts/pricing';

/** How a run stands; undefined when there is none. */
export async function readRun(db: Queryable, runId: string): Promise<RepriceRun | undefined> {
  const { rows } = await db.query<RunRow>(
    `select runs.id, runs.trigger, runs.business_date::text as "businessDate", runs.status,
            runs.started_at as "startedAt", runs.closed_at as "closedAt", runs.shards, runs.shards_done as "shardsDone",
            result.*, host.*
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
      cross join lateral (
        select count(distinct invocation)::integer as invocations,
               count(distinct invocation) filter (where was_cold)::integer as "coldStarts",
               coalesce(
                 jsonb_agg(
                   jsonb_build_object(
                     'shard', shard, 'skus', jsonb_build_object('from', sku_from, 'to', sku_to),
                     'failures', failures, 'failure', failure
                   ) order by shard
                 ) filter (where completed_at is null and runs.status = 'incomplete'), '[]'
               ) as "failedShards"
          from pricing.shards
         where run_id = runs.id
      ) as host
      where runs.id = $1`,
    [runId],
  );
  return rows.map(runOf)[0];
}

type Counts = Omit<RepriceSummary, 'skus' | 'durationMs'>;

interface RunRow extends Counts, Pick<RepriceRun, 'trigger' | 'businessDate' | 'status' | 'shards' | 'shardsDone'> {
  readonly id: string;
  readonly startedAt: Date;
  readonly closedAt: Date | null;
  readonly failedShards: FailedShard[];
}

function runOf({ id, startedAt, closedAt, ...row }: RunRow): RepriceRun {
  const { trigger, businessDate, status, shards, shardsDone, failedShards, ...counts } = row;
  const skus = counts.firstPriced + counts.up + counts.down + counts.unchanged;
  const summary = closedAt && { skus, ...counts, durationMs: closedAt.getTime() - startedAt.getTime() };
  return {
    runId: id,
    trigger,
    businessDate,
    status,
    startedAt: startedAt.toISOString(),
    closedAt: closedAt?.toISOString() ?? null,
    shards,
    shardsDone,
    failedShards,
    summary,
  };
}
