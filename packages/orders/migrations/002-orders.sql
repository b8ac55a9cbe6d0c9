-- An order, its lines and its history.

create table checkout.orders (
  id                      uuid primary key,
  customer                text not null,
  status                  text not null,
  status_at               timestamptz not null,
  placed_at               timestamptz not null,
  picking_started_at      timestamptz,
  -- Checked at the commit: sooner, it would share-lock a row that every order of the slot updates.
  slot_id                 uuid not null references checkout.slots deferrable initially deferred,
  delivery_address        jsonb not null,
  delivery_fee_minor      integer not null check (delivery_fee_minor >= 0),
  total_minor             integer not null check (total_minor >= 0),
  payment_method          text not null,
  payment_status          text not null,
  payment_intent          text unique,
  decline_code            text,
  authorised_minor        integer not null default 0,
  captured_minor          integer not null default 0,
  -- The gateway lets go of an uncaptured hold at this time.
  capture_before          timestamptz,
  -- From this time on the payment is recover's business; null while nothing about it is open.
  settle_after            timestamptz,
  settle_attempts         integer not null default 0,
  constraint status_is_known check (
    status in ('pending-payment', 'confirmed', 'released', 'picked', 'dispatched', 'rejected', 'cancelled')
  ),
  constraint payment_fits_the_status check (
    case status
      when 'pending-payment' then payment_status = 'unknown'
      when 'confirmed' then payment_status = 'authorised'
      when 'released' then payment_status = 'authorised'
      when 'picked' then payment_status = 'authorised'
      when 'dispatched' then payment_status in ('captured', 'capture-failed')
      else payment_status in ('none', 'unknown', 'authorised', 'declined', 'voided')
    end
  ),
  constraint a_hold_has_its_intent check (
    payment_status in ('none', 'unknown', 'declined') or (payment_intent is not null and authorised_minor > 0)
  ),
  constraint captured_within_the_authorised check (captured_minor between 0 and authorised_minor),
  constraint only_a_capture_takes_money check ((captured_minor > 0) = (payment_status = 'captured'))
);

create index orders_of_a_customer on checkout.orders (customer, id desc);
create index orders_by_placed_at on checkout.orders (placed_at);
create index orders_by_slot on checkout.orders (slot_id);
create index orders_to_settle on checkout.orders (settle_after) where settle_after is not null;
create index orders_at_the_warehouse on checkout.orders (slot_id) where status = 'released';

create table checkout.order_lines (
  order_id         uuid not null references checkout.orders,
  position         smallint not null check (position between 1 and 100),
  sku              text collate "C" not null,
  name             text not null,
  quantity         integer not null check (quantity between 1 and 99),
  picked           integer,
  unit_price_minor integer not null check (unit_price_minor >= 0),
  primary key (order_id, position),
  unique (order_id, sku),
  constraint no_more_picked_than_ordered check (picked between 0 and quantity)
);

create table checkout.order_history (
  order_id uuid not null references checkout.orders,
  position smallint not null check (position > 0),
  status   text not null,
  at       timestamptz not null,
  primary key (order_id, position),
  constraint no_status_is_reached_twice unique (order_id, status)
);

-- Refuses an illegal step and writes the history, so that no statement can forget either. The same table of steps is
-- packages/orders/src/domain/status.ts; a test holds the two together.
create function checkout.record_status() returns trigger
  language plpgsql
  as $$
declare
  allowed text[];
begin
  if tg_op = 'INSERT' then
    allowed := array['pending-payment'];
  else
    allowed := case old.status
      when 'pending-payment' then array['confirmed', 'rejected', 'cancelled']
      when 'confirmed' then array['released', 'picked', 'dispatched', 'cancelled']
      when 'released' then array['picked', 'dispatched', 'cancelled']
      when 'picked' then array['dispatched']
      else array[]::text[]
    end;
  end if;
  if not new.status = any (allowed) then
    raise exception 'order % may not become %', new.id, new.status
      using errcode = 'check_violation', constraint = 'status_step_is_legal', table = 'orders', schema = 'checkout';
  end if;
  insert into checkout.order_history (order_id, position, status, at)
  values (
    new.id,
    1 + (select count(*) from checkout.order_history where order_id = new.id),
    new.status,
    new.status_at
  );
  return null;
end
$$;

create trigger record_first_status after insert on checkout.orders
  for each row execute function checkout.record_status();

create trigger record_next_status after update on checkout.orders
  for each row when (old.status is distinct from new.status) execute function checkout.record_status();

grant select, insert, update on checkout.orders to checkout;
grant select, insert, update (picked) on checkout.order_lines to checkout;
grant select, insert on checkout.order_history to checkout;
