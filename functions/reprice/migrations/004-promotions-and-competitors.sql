-- What a price is made from beside cost and demand: reductions that somebody has planned, and what others ask.

create table pricing.promotions (
  sku         text collate "C" not null,
  -- Days in Europe/London, both included. Of several that run on a day the largest reduction counts.
  starts_on   date not null,
  ends_on     date not null,
  percent_off integer not null check (percent_off between 1 and 90),
  primary key (sku, starts_on),
  constraint starts_before_it_ends check (starts_on <= ends_on)
);

-- What others ask for a product, in per cent of its cost-plus price. Replaced as a whole by the next file.
create table pricing.competitor_index (
  sku      text collate "C" primary key,
  percent  integer not null check (percent between 1 and 1000),
  noted_at timestamptz not null
);

grant select on pricing.promotions to pricing;
grant select, insert, delete on pricing.competitor_index to pricing;
