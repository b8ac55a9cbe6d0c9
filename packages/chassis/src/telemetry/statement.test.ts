import { expect, it } from 'vitest';
import { summarize } from './statement.ts';

it.each([
  ['select 1', 'select'],
  ['commit', 'commit'],
  ['  select id from checkout.orders where id = $1', 'select checkout.orders'],
  ['insert into checkout.outbox (id) values ($1) on conflict do update set id = $1', 'insert checkout.outbox'],
  ['delete from checkout.idempotency_keys', 'delete checkout.idempotency_keys'],
  ['select id from checkout.orders for update of orders', 'select checkout.orders'],
  ['select wanted.sku from unnest($1) as wanted join catalogue.products on true', 'select catalogue.products'],
  ['with words as (select 1 from unnest($1)) select * from catalogue.products', 'select catalogue.products'],
  [
    'with sent as (update checkout.outbox set sent_at = $1) update checkout.orders set status = $2 from sent',
    'update checkout.outbox, update checkout.orders',
  ],
  ['with a as (insert into checkout.a values (1)) insert into checkout.a select 1', 'insert checkout.a'],
  ["select pg_notify($1, 'insert into checkout.orders')", 'select pg_notify'],
  ['select pg_try_advisory_lock($1) as "isMine"', 'select pg_try_advisory_lock'],
  ['-- reads from checkout.orders\nlisten orders', 'listen'],
  ['', 'statement'],
])('names %s', (text, summary) => {
  expect(summarize(text)).toBe(summary);
});
