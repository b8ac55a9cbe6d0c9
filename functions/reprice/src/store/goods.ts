import type { Tx } from '@grocer/chassis/postgres';
import type { Goods } from '../domain/goods.ts';

/** Goods with their SKU. */
export interface ShelvedGoods extends Goods {
  readonly sku: string;
}

/** Which goods, of which run, on which day. */
export interface GoodsQuery {
  readonly runId: string;
  readonly from: string;
  readonly to: string;
  /** The run's day in London, `YYYY-MM-DD`. */
  readonly businessDate: string;
  readonly now: Date;
}

/** The goods of a range of SKUs that have a cost, with all that their prices are made from. What others ask counts for a week. */
export async function readGoods(tx: Tx, { runId, from, to, businessDate, now }: GoodsQuery): Promise<ShelvedGoods[]> {
  const { rows } = await tx.query<ShelvedGoods>(
    `select inputs.sku, inputs.department, inputs.cost_minor as "costMinor", inputs.vat_class as "vatClass",
            greatest(0, inputs.shelf_life_days - coalesce(extract(day from $5::timestamptz - cover.oldest_since), 0))::integer
              as "daysLeft",
            coalesce(cover.on_hand, 0) as "onHand", coalesce(recent.quantity, 0) as sold,
            coalesce(expected.quantity, 0) as expected, others.percent as "competitorPercent",
            promotion.percent_off as "promotionPercent",
            prices.reference_minor as "referenceMinor", prices.was_minor as "wasMinor"
       from catalogue.pricing_inputs as inputs
       left join checkout.stock_cover as cover on cover.sku = inputs.sku and cover.sku between $2 and $3
       left join pricing.recent_demand as recent on recent.sku = inputs.sku and recent.sku between $2 and $3
       left join pricing.expected_demand as expected on expected.run_id = $1 and expected.department = inputs.department
       left join pricing.competitor_index as others
         on others.sku = inputs.sku and others.sku between $2 and $3 and others.noted_at > $5::timestamptz - interval '7 days'
       left join (
         select sku, max(percent_off) as percent_off
           from pricing.promotions
          where sku between $2 and $3 and $4::date between starts_on and ends_on
          group by sku
       ) as promotion on promotion.sku = inputs.sku
       left join pricing.prices on prices.sku = inputs.sku and prices.sku between $2 and $3
      where inputs.sku between $2 and $3
      order by inputs.sku`,
    [runId, from, to, businessDate, now],
  );
  return rows;
}
