-- What makes a retry harmless, on the way in (keys, applied events) and on the way out (outbox).

create table checkout.idempotency_keys (
  customer      text not null,
  operation     text not null,
  key           text not null,
  body_hash     bytea not null,
  order_id      uuid not null unique references checkout.orders deferrable initially deferred,
  -- Until then its holder is at work; afterwards a retry may answer with the order as it stands.
  claimed_until timestamptz not null,
  expires_at    timestamptz not null,
  answer_status smallint,
  answer_body   text,
  primary key (customer, operation, key),
  constraint an_answer_is_whole check ((answer_status is null) = (answer_body is null)),
  constraint only_an_inserted_order_is_stored check (answer_status in (201, 202, 402))
);

create index idempotency_keys_by_expiry on checkout.idempotency_keys (expires_at);

create table checkout.outbox (
  id          uuid primary key,
  order_id    uuid not null references checkout.orders,
  type        text not null,
  event       jsonb not null,
  traceparent text,
  -- Until then the process that wrote the row sends it; afterwards recover does.
  send_after  timestamptz not null,
  sent_at     timestamptz,
  constraint one_event_of_a_type_per_order unique (order_id, type)
);

create index outbox_unsent on checkout.outbox (send_after) where sent_at is null;

create table checkout.applied_events (
  id         text primary key,
  type       text not null,
  subject    text not null,
  applied_at timestamptz not null,
  outcome    text not null check (outcome in ('applied', 'ignored', 'refused')),
  detail     text
);

create index applied_events_by_subject on checkout.applied_events (subject);
create index applied_events_by_applied_at on checkout.applied_events (applied_at);

grant select, insert, update, delete on checkout.idempotency_keys, checkout.outbox to checkout;
grant select, insert, update (outcome, detail), delete on checkout.applied_events to checkout;
