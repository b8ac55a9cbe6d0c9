-- Runs of re-pricing and the prices they made. Money is integer pence, GBP.

create table pricing.runs (
  id            uuid primary key,
  trigger       text not null check (trigger in ('schedule', 'manual')),
  -- The day in Europe/London that the run belongs to.
  business_date date not null,
  status        text not null check (status in ('open', 'closed', 'incomplete')),
  started_at    timestamptz not null,
  closed_at     timestamptz,
  shards        integer not null check (shards >= 0),
  shards_done   integer not null default 0,
  constraint no_shard_is_counted_twice check (shards_done between 0 and shards),
  constraint closed_is_when_all_is_done check ((status = 'closed') = (closed_at is not null and shards_done = shards))
);

create unique index one_scheduled_run_per_business_date on pricing.runs (business_date) where trigger = 'schedule';
create unique index one_run_is_open_at_a_time on pricing.runs (status) where status = 'open';

create table pricing.shards (
  run_id       uuid not null references pricing.runs,
  shard        integer not null check (shard > 0),
  sku_from     text collate "C" not null,
  sku_to       text collate "C" not null,
  -- Null until the queue has taken its message.
  sent_at      timestamptz,
  -- Null until its prices are written.
  completed_at timestamptz,
  primary key (run_id, shard),
  constraint range_is_in_order check (sku_from <= sku_to)
);

-- What a product of a department sold on average in the 28 days before the run: the same measure for all its shards.
create table pricing.expected_demand (
  run_id     uuid not null references pricing.runs,
  department text not null,
  quantity   integer not null check (quantity >= 0),
  primary key (run_id, department)
);

-- How many SKUs of a shard each rule priced, and which way their prices went.
create table pricing.shard_results (
  run_id       uuid not null,
  shard        integer not null,
  rule         text not null,
  first_priced integer not null,
  up           integer not null,
  down         integer not null,
  unchanged    integer not null,
  primary key (run_id, shard, rule),
  foreign key (run_id, shard) references pricing.shards
);

-- The price in force, one row per SKU.
create table pricing.prices (
  sku             text collate "C" primary key,
  amount_minor    integer not null,
  -- The price before a reduction, while the reduction lasts.
  was_minor       integer,
  -- What the last scheduled run (or the opening) left: a night's change is measured from it.
  reference_minor integer not null,
  effective_from  timestamptz not null,
  rule            text not null,
  constraint price_is_positive check (amount_minor > 0 and reference_minor > 0),
  constraint was_is_higher check (was_minor > amount_minor)
);

-- Every price that ever was in force, and what it was made from.
create table pricing.price_changes (
  sku            text collate "C" not null,
  effective_from timestamptz not null,
  amount_minor   integer not null,
  rule           text not null,
  inputs         jsonb not null,
  run_id         uuid references pricing.runs,
  primary key (sku, effective_from)
);

grant select, insert, update on pricing.runs, pricing.shards, pricing.prices to pricing;
grant select, insert on pricing.expected_demand, pricing.shard_results, pricing.price_changes to pricing;

create view pricing.current_prices as
  select sku, amount_minor, 'GBP'::text as currency, was_minor, effective_from
    from pricing.prices;

create view pricing.price_history as
  select sku, amount_minor, effective_from, rule
    from pricing.price_changes;

grant usage on schema pricing to catalogue;
grant select on pricing.current_prices, pricing.price_history to catalogue;
