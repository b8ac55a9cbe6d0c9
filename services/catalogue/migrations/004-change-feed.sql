-- Replicas keep all products in memory and ask for what has changed: the transaction that last wrote a row. Numbers of transactions
-- are handed out before their rows are seen, so a reader goes on from the xmin of a snapshot that it had before it read.

alter table catalogue.products add column changed_in xid8 not null default pg_current_xact_id();
create index products_by_change on catalogue.products (changed_in);

-- No statement can forget it.
create function catalogue.stamp_change() returns trigger
  language plpgsql
as $$
begin
  new.changed_in := pg_current_xact_id();
  return new;
end
$$;

create trigger stamp_change before update on catalogue.products
  for each row execute function catalogue.stamp_change();
