import type { Tx } from '@grocer/chassis/postgres';
import type { CompetitorIndex } from '@grocer/contracts/pricing';

/** Puts an index in the place of the one before. */
export async function replaceCompetitorIndex(tx: Tx, index: CompetitorIndex, now: Date): Promise<void> {
  await tx.query('delete from pricing.competitor_index');
  await tx.query(
    `insert into pricing.competitor_index (sku, percent, noted_at)
     select sku, percent, $3
       from unnest($1::text[], $2::integer[]) as noted (sku, percent)`,
    [Object.keys(index), Object.values(index), now],
  );
}
