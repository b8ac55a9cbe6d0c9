-- The journal of the line to the appliance (PROTOCOL.md): what was said and heard, and what is still to be said.

-- One row. Whoever takes the right to the session begins a new term, and only the present term writes numbers:
-- a former holder that still has a statement on its way changes nothing.
create table warehouse.line (
  is_only  boolean primary key default true check (is_only),
  term     bigint not null default 0,
  sent     integer not null default 0 check (sent between 0 and 99999999),
  received integer not null default 0 check (received between 0 and 99999999),
  -- How the last number received was answered; a repeated number gets the same again.
  answer   text not null default '00' check (answer in ('00', '01', '02', '03', '06'))
);

insert into warehouse.line default values;

-- An order that was cancelled before its release came has no lines.
create table warehouse.orders (
  id                 uuid primary key,
  slot_starts_at     timestamptz,
  traceparent        text,
  released_at        timestamptz,
  cancelled_at       timestamptz,
  picking_started_at timestamptz,
  dispatched_at      timestamptz,
  constraint an_order_was_released_or_cancelled check (released_at is not null or cancelled_at is not null)
);

create table warehouse.order_lines (
  order_id uuid not null references warehouse.orders,
  line     smallint not null check (line between 1 and 100),
  sku      text not null,
  quantity integer not null check (quantity > 0),
  picked   integer,
  reason   text check (reason in ('00', '01', '02')),
  primary key (order_id, line),
  constraint no_more_picked_than_ordered check (picked between 0 and quantity),
  constraint a_pick_has_its_reason check ((picked is null) = (reason is null))
);

-- A telegram of ours: queued → numbered → settled, or withdrawn before it had a number.
create table warehouse.outgoing_telegrams (
  id           bigint generated always as identity primary key,
  order_id     uuid not null references warehouse.orders,
  type         text not null check (type in ('PORD', 'PCAN')),
  body         jsonb not null,
  traceparent  text,
  queued_at    timestamptz not null default now(),
  sequence     integer check (sequence between 1 and 99999999),
  settled_at   timestamptz,
  -- The appliance's answer; null on a settled telegram whose answer was lost.
  error        text,
  withdrawn_at timestamptz,
  constraint only_a_numbered_telegram_is_settled check (settled_at is null or sequence is not null),
  constraint no_numbered_telegram_is_withdrawn check (withdrawn_at is null or sequence is null)
);

create unique index one_outgoing_telegram_is_outstanding on warehouse.outgoing_telegrams ((true))
  where sequence is not null and settled_at is null;
create index outgoing_telegrams_queued on warehouse.outgoing_telegrams (id)
  where sequence is null and withdrawn_at is null;
create index outgoing_telegrams_of_an_order on warehouse.outgoing_telegrams (order_id);

-- A telegram of the appliance's, written before it is acknowledged. One that could not be read has no body.
create table warehouse.incoming_telegrams (
  id          uuid primary key,
  sequence    integer not null check (sequence between 1 and 99999999),
  type        text not null,
  body        jsonb,
  answer      text not null,
  received_at timestamptz not null
);

-- Events for `warehouse-events`. An event has the id of the telegram that brought it about, so it is the same whenever it is sent.
create table warehouse.outbox (
  id          uuid primary key references warehouse.incoming_telegrams,
  position    bigint generated always as identity,
  -- An order's id, or a SKU.
  subject     text not null,
  event       jsonb not null,
  traceparent text,
  sent_at     timestamptz
);

create index outbox_unsent on warehouse.outbox (position) where sent_at is null;
create index outbox_by_subject on warehouse.outbox (subject);

grant select, update on warehouse.line to warehouse;
grant select, insert, update on warehouse.orders, warehouse.order_lines, warehouse.outgoing_telegrams to warehouse;
grant select, insert on warehouse.incoming_telegrams to warehouse;
grant select, insert, update on warehouse.outbox to warehouse;
