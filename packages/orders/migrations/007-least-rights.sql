-- No more rights than the statements use: what a customer ordered, and what was to be sent, stays as it was written.

revoke delete on checkout.outbox from checkout;

revoke update on checkout.orders from checkout;
grant update (
  status, status_at, picking_started_at, delivery_fee_minor, total_minor, payment_status, payment_intent, decline_code,
  authorised_minor, captured_minor, capture_before, settle_after, settle_attempts
) on checkout.orders to checkout;
