import { type Database, inTransaction, type Queryable } from '@grocer/chassis/postgres';
import { orderStatuses } from '@grocer/contracts/checkout';
import { occupiesSlot, reservesStock } from '../domain/status.ts';
import type {
  AppliedFacts,
  EntryFacts,
  KeyFacts,
  OrderFacts,
  OutboxFacts,
  Records,
  ReportFacts,
  ShelfFacts,
  SlotFacts,
  StepFacts,
} from './books.ts';

/** Reads everything in one snapshot: what one statement sees, the next one sees, too. It holds no lock and writes nothing. */
export function readRecords(database: Database): Promise<Records> {
  return inTransaction(database, async (tx) => {
    await tx.query('set transaction isolation level repeatable read, read only');
    return {
      shelves: await readShelves(tx),
      slots: await readSlots(tx),
      orders: await readOrders(tx),
      keys: await readKeys(tx),
      appliedEvents: await readAppliedEvents(tx),
      entries: await readEntries(tx),
      reports: await readReports(tx),
    };
  });
}

async function readShelves(db: Queryable): Promise<ShelfFacts[]> {
  const { rows } = await db.query<ShelfFacts>(
    `with entered as (
       select sku, sum(delta)::integer as total, coalesce(-sum(delta) filter (where delta < 0), 0)::integer as taken
         from checkout.stock_entries
        group by sku
     ), ordered as (
       select line.sku, coalesce(sum(line.picked), 0)::integer as picked,
              coalesce(sum(line.quantity) filter (where orders.status = any($1::text[])), 0)::integer as promised
         from checkout.order_lines as line
         join checkout.orders on orders.id = line.order_id
        group by line.sku
     )
     select sku, stock.on_hand as "onHand", coalesce(stock.reserved, 0) as reserved,
            coalesce(entered.total, 0) as entered, coalesce(entered.taken, 0) as "takenAway",
            coalesce(ordered.picked, 0) as picked, coalesce(ordered.promised, 0) as promised
       from checkout.stock
       full join entered using (sku)
       full join ordered using (sku)
      order by sku`,
    [orderStatuses.filter(reservesStock)],
  );
  return rows;
}

async function readSlots(db: Queryable): Promise<SlotFacts[]> {
  const { rows } = await db.query<SlotFacts>(
    `select slots.id, slots.capacity, slots.booked, count(orders.id)::integer as holding
       from checkout.slots
       left join checkout.orders on orders.slot_id = slots.id and orders.status = any($1::text[])
      group by slots.id`,
    [orderStatuses.filter(occupiesSlot)],
  );
  return rows;
}

type OrderRow = Omit<OrderFacts, 'lines' | 'history' | 'outbox'>;

async function readOrders(db: Queryable): Promise<OrderFacts[]> {
  const { rows } = await db.query<OrderRow>(
    `select orders.id, customer, status, status_at as "statusAt", placed_at as "placedAt",
            picking_started_at as "pickingStartedAt", slots.ends_at as "slotEndsAt",
            delivery_fee_minor as "deliveryFeeMinor", total_minor as "totalMinor",
            payment_status as "paymentStatus", payment_intent as "paymentIntent",
            authorised_minor as "authorisedMinor", captured_minor as "capturedMinor", settle_after as "settleAfter",
            exists (select from checkout.applied_events
                     where subject = orders.id::text and type = 'grocer.order.dispatched' and outcome = 'applied')
              as "isDispatchApplied"
       from checkout.orders
       join checkout.slots on slots.id = orders.slot_id
      order by orders.id`,
  );
  const linesOf = await readByOrder<OrderFacts['lines'][number]>(
    db,
    `select order_id as "orderId", sku, quantity, picked, unit_price_minor as "unitPriceMinor"
       from checkout.order_lines
      order by order_id, position`,
  );
  const historyOf = await readByOrder<StepFacts>(
    db,
    `select order_id as "orderId", position, status, at from checkout.order_history order by order_id, position`,
  );
  const outboxOf = await readByOrder<OutboxFacts>(
    db,
    `select event.order_id as "orderId", event.type, event.sent_at as "sentAt", event.send_after as "sendAfter",
            -- A release that a cancel has overtaken is dropped.
            coalesce(its.cancelled_at is not null or (its.released_at is not null and event.type = 'grocer.order.released'),
                     false) as "isReceived"
       from checkout.outbox as event
       left join warehouse.orders as its on its.id = event.order_id`,
  );
  return rows.map((row) => ({
    ...row,
    lines: linesOf(row.id),
    history: historyOf(row.id),
    outbox: outboxOf(row.id),
  }));
}

/** Reads the rows of every order by one statement; gives those of one. */
async function readByOrder<Row>(db: Queryable, text: string): Promise<(orderId: string) => readonly Row[]> {
  const { rows } = await db.query<Row & { readonly orderId: string }>(text);
  const byOrder = Map.groupBy(rows, ({ orderId }) => orderId);
  return (orderId) => byOrder.get(orderId) ?? [];
}

async function readKeys(db: Queryable): Promise<KeyFacts[]> {
  const { rows } = await db.query<KeyFacts>(
    `select customer, key, order_id as "orderId", answer_status as "answerStatus",
            case when answer_body is json object
                 then coalesce(answer_body::jsonb ->> 'orderId', answer_body::jsonb ->> 'id') end as "answeredOrderId"
       from checkout.idempotency_keys`,
  );
  return rows;
}

async function readAppliedEvents(db: Queryable): Promise<AppliedFacts[]> {
  const { rows } = await db.query<AppliedFacts>(
    `select event.id, event.type, event.subject, event.outcome, event.detail, entry.id is not null as "hasEntry"
       from checkout.applied_events as event
       left join checkout.stock_entries as entry on entry.id = event.id`,
  );
  return rows;
}

async function readEntries(db: Queryable): Promise<EntryFacts[]> {
  const { rows } = await db.query<EntryFacts>(
    `select entry.id, entry.sku, entry.at,
            exists (select from checkout.applied_events where id = entry.id and outcome = 'applied') as "isApplied"
       from checkout.stock_entries as entry
      where entry.reason <> 'opening'`,
  );
  return rows;
}

async function readReports(db: Queryable): Promise<ReportFacts[]> {
  const { rows } = await db.query<ReportFacts>(
    `select report.id, report.event ->> 'type' as type, report.subject, report.sent_at as "sentAt",
            exists (select from checkout.applied_events where id = report.id::text) as "isDealtWith"
       from warehouse.outbox as report`,
  );
  return rows;
}
