import type { Tx } from '@grocer/chassis/postgres';
import type { Decision } from '../domain/decide-price.ts';

/** What a shard has decided, SKU by SKU. */
export interface ShardPrices {
  readonly runId: string;
  readonly shard: number;
  /** Only a scheduled run sets what the next night is measured from. */
  readonly isScheduled: boolean;
  readonly now: Date;
  readonly priced: readonly { readonly sku: string; readonly decision: Decision }[];
}

/** Puts a shard's prices in force, adds what changed to the history, and counts by rule which way prices went: one statement. */
export async function writePrices(tx: Tx, { runId, shard, isScheduled, now, priced }: ShardPrices): Promise<void> {
  await tx.query(
    `with decided as (
       select decided.*, before.amount_minor as before_minor
         from unnest($5::text[], $6::integer[], $7::integer[], $8::text[], $9::jsonb[])
           as decided (sku, amount_minor, was_minor, rule, reasons)
         left join pricing.prices as before on before.sku = decided.sku
     ), in_force as (
       insert into pricing.prices as prices (sku, amount_minor, was_minor, reference_minor, effective_from, rule)
       select sku, amount_minor, was_minor, amount_minor, $4, rule
         from decided
        order by sku
       on conflict (sku) do update
          set amount_minor = excluded.amount_minor,
              was_minor = excluded.was_minor,
              reference_minor = case when $3 then excluded.reference_minor else prices.reference_minor end,
              effective_from = case
                when prices.amount_minor = excluded.amount_minor then prices.effective_from
                else excluded.effective_from
              end,
              rule = excluded.rule,
              changed_in = case
                when (prices.amount_minor, prices.was_minor) is distinct from (excluded.amount_minor, excluded.was_minor)
                then excluded.changed_in
                else prices.changed_in
              end
        where (prices.amount_minor, prices.was_minor, prices.rule)
                is distinct from (excluded.amount_minor, excluded.was_minor, excluded.rule)
           or ($3 and prices.reference_minor <> excluded.reference_minor)
     ), history as (
       insert into pricing.price_changes (sku, effective_from, amount_minor, rule, inputs, run_id)
       select sku, $4, amount_minor, rule, reasons, $1
         from decided
        where before_minor is distinct from amount_minor
     )
     insert into pricing.shard_results (run_id, shard, rule, first_priced, up, down, unchanged)
     select $1, $2, rule, count(*) filter (where before_minor is null), count(*) filter (where amount_minor > before_minor),
            count(*) filter (where amount_minor < before_minor), count(*) filter (where amount_minor = before_minor)
       from decided
      group by rule`,
    [
      runId,
      shard,
      isScheduled,
      now,
      priced.map(({ sku }) => sku),
      priced.map(({ decision }) => decision.amountMinor),
      priced.map(({ decision }) => decision.wasMinor),
      priced.map(({ decision }) => decision.rule),
      priced.map(({ decision }) => JSON.stringify(decision.reasons)),
    ],
  );
}
