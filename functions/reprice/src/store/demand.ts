import type { Tx } from '@grocer/chassis/postgres';

/** Counts what every product has sold of late, for all shards of a run. */
export async function recordRecentDemand(tx: Tx): Promise<void> {
  await tx.query('delete from pricing.recent_demand');
  await tx.query('insert into pricing.recent_demand (sku, quantity) select sku, quantity from checkout.demand_28d');
}

/** Notes for a run what a product of each department has sold on average. */
export async function recordExpectedDemand(tx: Tx, runId: string): Promise<void> {
  await tx.query(
    `insert into pricing.expected_demand (run_id, department, quantity)
     select $1, inputs.department, coalesce(sum(recent.quantity), 0) / count(*)
       from catalogue.pricing_inputs as inputs
       left join pricing.recent_demand as recent on recent.sku = inputs.sku
      group by inputs.department`,
    [runId],
  );
}
