-- No right that no statement uses, and of a row only the columns that change. Zones are the seed's, entries the auditor's to read.

revoke select on checkout.delivery_zones, checkout.stock_entries from checkout;

revoke update on checkout.slots, checkout.stock, checkout.idempotency_keys, checkout.outbox from checkout;
grant update (booked) on checkout.slots to checkout;
grant update (on_hand, reserved) on checkout.stock to checkout;
grant update (body_hash, order_id, claimed_until, expires_at, answer_status, answer_body)
  on checkout.idempotency_keys to checkout;
grant update (send_after, sent_at) on checkout.outbox to checkout;

-- A history can only come about by an order's steps: the trigger writes it as the owner, and nobody else may.
alter function checkout.record_status() security definer set search_path = pg_catalog, pg_temp;
revoke insert on checkout.order_history from checkout;
