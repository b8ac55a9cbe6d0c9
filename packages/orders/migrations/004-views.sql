-- What other schemas may know of checkout. A view reads as its owner, so that its readers need no table.

create view checkout.availability as
  select sku, greatest(0, on_hand - reserved) as available
    from checkout.stock;

create view checkout.demand_28d as
  select line.sku, sum(line.quantity)::integer as quantity
    from checkout.orders as placed
    join checkout.order_lines as line on line.order_id = placed.id
   where placed.placed_at > now() - interval '28 days'
     and placed.status not in ('rejected', 'cancelled')
   group by line.sku;

create view checkout.stock_cover as
  select stock.sku, stock.on_hand, coalesce(demand.quantity, 0) / 28.0 as daily_demand
    from checkout.stock
    left join checkout.demand_28d as demand on demand.sku = stock.sku;

grant usage on schema checkout to checkout, catalogue, pricing;
grant select on checkout.availability to catalogue;
grant select on checkout.demand_28d, checkout.stock_cover to pricing;
