-- Orders that the warehouse has, reported on or not, by their slot: recover looks for those it has gone silent about.

drop index checkout.orders_at_the_warehouse;
create index orders_at_the_warehouse on checkout.orders (slot_id) where status in ('released', 'picked');
