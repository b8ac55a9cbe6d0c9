-- Why there is what there is: what lay on a shelf when it opened, and every difference that the warehouse reported. With the
-- picked lines these account for on_hand (ledger.ts holds them to it). `id` is the event's: none enters twice.

create table checkout.stock_entries (
  id     text primary key,
  sku    text collate "C" not null,
  delta  integer not null,
  reason text not null,
  at     timestamptz not null
);

grant select, insert on checkout.stock_entries to checkout;

insert into checkout.stock_entries (id, sku, delta, reason, at)
select 'opening ' || stock.sku, stock.sku, stock.on_hand + coalesce(sum(line.picked), 0), 'opening', now()
  from checkout.stock
  left join checkout.order_lines as line on line.sku = stock.sku
 group by stock.sku;
