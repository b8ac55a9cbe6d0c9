-- Whoever keeps a copy of the prices asks for what has changed: the transaction that last changed what a row shows. Numbers of
-- transactions are handed out before their rows are seen, so a reader goes on from the xmin of the snapshot it last read by.

alter table pricing.prices add column changed_in xid8 not null default pg_current_xact_id();
grant update (changed_in) on pricing.prices to pricing;

create or replace view pricing.current_prices as
  select sku, amount_minor, 'GBP'::text as currency, was_minor, effective_from, changed_in
    from pricing.prices;
