-- Who changed what: every version of a product, with what it changed. Written by the table itself, so that no statement can leave it
-- out, and by its owner, so that no login of the catalogue can write, change or read it: the auditor reads it.

create table catalogue.product_changes (
  sku        text collate "C" not null,
  version    integer not null,
  changed_by text not null,
  changed_at timestamptz not null,
  -- The columns that changed, as they were and as they are; of a new product all, and none before.
  before     jsonb,
  after      jsonb not null,
  primary key (sku, version)
);

create function catalogue.record_created() returns trigger
  language plpgsql security definer set search_path = ''
as $$
begin
  insert into catalogue.product_changes (sku, version, changed_by, changed_at, after)
  select sku, version, written_by, written_at, catalogue.audited(created)
    from created;
  return null;
end
$$;

create function catalogue.record_changed() returns trigger
  language plpgsql security definer set search_path = ''
as $$
begin
  insert into catalogue.product_changes (sku, version, changed_by, changed_at, before, after)
  select after.sku, after.version, after.written_by, after.written_at, difference.before, difference.after
    from new_rows as after
    join old_rows as before on before.sku = after.sku and before.version <> after.version
   cross join lateral (
     select coalesce(jsonb_object_agg(was.key, was.value), '{}') as before,
            coalesce(jsonb_object_agg(was.key, now.value), '{}') as after
       from jsonb_each(catalogue.audited(before)) as was
       join jsonb_each(catalogue.audited(after)) as now on now.key = was.key and now.value <> was.value
   ) as difference;
  return null;
end
$$;

-- What people see and set; the rest says who and when, or is made from these.
create function catalogue.audited(product catalogue.products) returns jsonb
  language sql immutable parallel safe
  return jsonb_build_object(
    'name', product.name, 'brand', product.brand, 'department', product.department, 'size', product.size,
    'description', product.description, 'imageUrl', product.image_url, 'dietary', product.dietary,
    'allergens', product.allergens, 'costMinor', product.cost_minor, 'shelfLifeDays', product.shelf_life_days,
    'vatClass', product.vat_class, 'costAssumed', product.cost_assumed
  );

create trigger record_created after insert on catalogue.products
  referencing new table as created
  for each statement execute function catalogue.record_created();

create trigger record_changed after update on catalogue.products
  referencing old table as old_rows new table as new_rows
  for each statement execute function catalogue.record_changed();
