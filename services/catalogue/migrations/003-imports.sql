-- What a bulk import has to remember of a product.

alter table catalogue.products
  -- The version that an import wrote last: another one means that a person has edited the product since.
  add column imported_version integer,
  -- The cost is its department's typical one, assumed so that the product can be priced at all.
  add column cost_assumed boolean not null default false,
  add constraint what_is_assumed_is_there check (not cost_assumed or cost_minor is not null);

grant update (imported_version, cost_assumed) on catalogue.products to catalogue;
