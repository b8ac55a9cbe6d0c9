-- No right that no statement uses, and of a row only the columns that change: what was said and heard stays as it was.

revoke select on warehouse.incoming_telegrams from warehouse;

revoke update on warehouse.line, warehouse.orders, warehouse.order_lines, warehouse.outgoing_telegrams, warehouse.outbox
  from warehouse;
grant update (term, sent, received, answer) on warehouse.line to warehouse;
grant update (cancelled_at, picking_started_at, dispatched_at) on warehouse.orders to warehouse;
grant update (picked, reason) on warehouse.order_lines to warehouse;
grant update (sequence, settled_at, error, withdrawn_at) on warehouse.outgoing_telegrams to warehouse;
grant update (sent_at) on warehouse.outbox to warehouse;
