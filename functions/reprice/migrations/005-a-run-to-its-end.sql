-- What a run needs to come to an end, or to be taken up again: the demand that all its shards go by, and how each of them fared.

-- What was sold in the 28 days before the last run, counted once: by the view every shard would count all orders.
create table pricing.recent_demand (
  sku      text collate "C" primary key,
  quantity integer not null check (quantity > 0)
);

alter table pricing.runs
  -- When a run that was incomplete was last taken up again.
  add column resumed_at timestamptz;

alter table pricing.shards
  -- Failures so far, and the last one's message. Those of an incomplete run that are not completed are its failed shards.
  add column failures   integer not null default 0,
  add column failure    text,
  -- The invocation that completed it, and whether its process had just started.
  add column invocation text,
  add column was_cold   boolean not null default false;

grant select, insert, delete on pricing.recent_demand to pricing;
grant update (resumed_at) on pricing.runs to pricing;
grant update (failures, failure, invocation, was_cold) on pricing.shards to pricing;
