-- What the shop sells. Prices are pricing's, stock is checkout's: both are read through their owners' views.

-- A text as searches compare it: small letters without accents and apostrophes. Immutable as long as nobody edits the
-- dictionary `unaccent`, which a generated column relies on.
create function catalogue.plain(text) returns text
  language sql immutable parallel safe strict
  return replace(public.unaccent('public.unaccent', replace(lower($1), '’', '')), '''', '');

create table catalogue.products (
  sku             text collate "C" primary key,
  -- Rises with every write; what If-Match compares.
  version         integer not null default 1,
  name            text not null,
  brand           text,
  department      text not null,
  size            text,
  description     text,
  image_url       text,
  dietary         text[] not null default '{}',
  -- Null: nobody has told, which is not the same as none.
  allergens       text[],
  -- What pricing needs. Without a cost a product is never priced.
  cost_minor      integer,
  shelf_life_days integer,
  vat_class       text,
  written_by      text not null,
  written_at      timestamptz not null,
  words           text not null generated always as (
    catalogue.plain(name || ' ' || coalesce(brand, '') || ' ' || replace(department, '-', ' '))
  ) stored,
  lexemes         tsvector not null generated always as (
    setweight(to_tsvector('english', catalogue.plain(name)), 'A')
    || setweight(to_tsvector('english', catalogue.plain(coalesce(brand, ''))), 'B')
    || setweight(to_tsvector('english', catalogue.plain(replace(department, '-', ' '))), 'C')
  ) stored,
  constraint sku_is_canonical check (sku ~ '^([0-9]{8}|(?!0000)[0-9]{12}|[1-9][0-9]{12,13})$' and sku::bigint > 0),
  constraint name_is_not_blank check (name ~ '\S'),
  constraint pricing_inputs_are_whole check (num_nulls(cost_minor, shelf_life_days, vat_class) in (0, 3)),
  constraint cost_is_positive check (cost_minor > 0),
  constraint shelf_life_is_positive check (shelf_life_days > 0),
  constraint vat_class_is_known check (vat_class in ('zero', 'reduced', 'standard'))
);

-- People order names by their own alphabet, in which case and accents come last.
create index products_by_name on catalogue.products (name collate "en-x-icu", sku);
create index products_of_a_department on catalogue.products (department, name collate "en-x-icu", sku);

grant select, insert, update on catalogue.products to catalogue;

create view catalogue.pricing_inputs as
  select sku, department, cost_minor, shelf_life_days, vat_class
    from catalogue.products
   where cost_minor is not null;

grant usage on schema catalogue to pricing;
grant select on catalogue.pricing_inputs to pricing;
