import type { Tx } from '@grocer/chassis/postgres';
import type { Decision } from '../domain/decide-price.ts';

/** What a shard has decided, SKU by SKU. */
export interface ShardPrices {
  readonly runId: string;
  readonly shard: number;
  readonly skus: { readonly from: string; readonly to: string };
  /** Only a scheduled run sets what the next night is measured from. */
  readonly isScheduled: boolean;
  readonly now: Date;
  readonly priced: readonly { readonly sku: string; readonly decision: Decision }[];
}

/**
 * Puts a shard's prices in force, adds what changed to the history, and counts by rule which way prices went: one statement. What was
 * decided goes as one document, which costs less to take apart than an array of as many; `between` keeps the shard to its range.
 */
export async function writePrices(
  tx: Tx,
  { runId, shard, skus, isScheduled, now, priced }: ShardPrices,
): Promise<void> {
  await tx.query(
    `with decided as materialized (
       select decided.*, before.amount_minor as before_minor
         from jsonb_to_recordset($5) as decided (sku text, "amountMinor" integer, "wasMinor" integer, rule text, reasons jsonb)
         left join pricing.prices as before on before.sku = decided.sku collate "C" and before.sku between $6 and $7
     ), changed as (
       update pricing.prices
          set amount_minor = "amountMinor",
              was_minor = "wasMinor",
              reference_minor = case when $3 then "amountMinor" else reference_minor end,
              effective_from = case when amount_minor = "amountMinor" then effective_from else $4 end,
              rule = decided.rule,
              changed_in = case
                when (amount_minor, was_minor) is distinct from ("amountMinor", "wasMinor") then pg_current_xact_id()
                else changed_in
              end
         from decided
        where prices.sku = decided.sku collate "C"
          and prices.sku between $6 and $7
          and (
            (amount_minor, was_minor, prices.rule) is distinct from ("amountMinor", "wasMinor", decided.rule)
            or ($3 and reference_minor <> "amountMinor")
          )
     ), first_priced as (
       insert into pricing.prices (sku, amount_minor, was_minor, reference_minor, effective_from, rule)
       select sku, "amountMinor", "wasMinor", "amountMinor", $4, rule
         from decided
        where before_minor is null
     ), history as (
       insert into pricing.price_changes (sku, effective_from, amount_minor, rule, inputs, run_id)
       select sku, $4, "amountMinor", rule, reasons, $1
         from decided
        where before_minor is distinct from "amountMinor"
     )
     insert into pricing.shard_results (run_id, shard, rule, first_priced, up, down, unchanged)
     select $1, $2, rule, count(*) filter (where before_minor is null), count(*) filter (where "amountMinor" > before_minor),
            count(*) filter (where "amountMinor" < before_minor), count(*) filter (where "amountMinor" = before_minor)
       from decided
      group by rule`,
    [
      runId,
      shard,
      isScheduled,
      now,
      JSON.stringify(priced.map(({ sku, decision }) => ({ sku, ...decision }))),
      skus.from,
      skus.to,
    ],
  );
}
