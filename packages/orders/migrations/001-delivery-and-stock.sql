-- Where and when we deliver, and what lies on the shelf. Money is integer pence, GBP.

create table checkout.delivery_zones (
  postcode_area text primary key check (postcode_area ~ '^[A-Z]{1,2}$'),
  name          text not null
);

-- The windows of every day, in London's wall-clock time; slots are opened from them day by day.
create table checkout.delivery_windows (
  postcode_area text not null references checkout.delivery_zones,
  starts_at     time not null,
  ends_at       time not null,
  capacity      integer not null check (capacity > 0),
  fee_minor     integer not null check (fee_minor >= 0),
  primary key (postcode_area, starts_at),
  constraint a_window_ends_the_same_day check (ends_at > starts_at)
);

create table checkout.slots (
  id            uuid primary key,
  postcode_area text not null references checkout.delivery_zones,
  starts_at     timestamptz not null,
  ends_at       timestamptz not null,
  capacity      integer not null,
  booked        integer not null default 0,
  fee_minor     integer not null check (fee_minor >= 0),
  unique (postcode_area, starts_at),
  constraint a_slot_ends_after_it_starts check (ends_at > starts_at),
  constraint no_slot_is_overbooked check (booked between 0 and capacity)
);

-- on_hand may be negative for a while: the warehouse's deltas arrive unordered. Nothing says reserved <= on_hand for the
-- same reason; reserving is what checks it (store/stock.ts).
create table checkout.stock (
  sku      text collate "C" primary key,
  on_hand  integer not null,
  reserved integer not null default 0 constraint no_reservation_ends_twice check (reserved >= 0)
);

grant select on checkout.delivery_zones, checkout.delivery_windows to checkout;
grant select, insert, update on checkout.slots, checkout.stock to checkout;
