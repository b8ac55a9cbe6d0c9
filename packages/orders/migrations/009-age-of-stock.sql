-- Since when the oldest pieces of a shelf lie there, if what came in first leaves first: the newest entries that add up to what is on
-- hand. Null for an empty shelf. It is worked out for the rows alone whose reader asks for it.

create index stock_entries_of_a_sku on checkout.stock_entries (sku, at);

create or replace view checkout.stock_cover as
  select stock.sku, stock.on_hand, coalesce(demand.quantity, 0) / 28.0 as daily_demand,
         (
           select min(came_in.at)
             from (
               select entry.at, sum(entry.delta) over (order by entry.at desc, entry.id) - entry.delta as newer
                 from checkout.stock_entries as entry
                where entry.sku = stock.sku and entry.delta > 0
             ) as came_in
            where came_in.newer < stock.on_hand
         ) as oldest_since
    from checkout.stock
    left join checkout.demand_28d as demand on demand.sku = stock.sku;
