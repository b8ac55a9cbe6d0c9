import type { Queryable, Tx } from '@grocer/chassis/postgres';
import type { TelegramError, TelegramMessage } from '@grocer/contracts/telegrams';
import type { Incoming, Numbered } from './protocol/effects.ts';
import type { Line } from './protocol/session.ts';

/** A telegram of ours as the journal holds it. */
export interface OutgoingTelegram extends Numbered {
  readonly traceparent: string | undefined;
}

export interface JournalledLine extends Line {
  readonly outstanding: OutgoingTelegram | undefined;
}

/** Another instance has taken the right to the session: this one may no longer write. */
export class TermOver extends Error {
  override readonly name = 'TermOver';

  constructor() {
    super('another instance holds the session');
  }
}

interface TelegramRow {
  type: TelegramMessage['type'];
  body: TelegramMessage['body'];
  traceparent: string | null;
  sequence: number;
}

/** Begins the next term, which ends every earlier one. */
export async function beginTerm(database: Queryable): Promise<string> {
  const { rows } = await database.query<{ term: string }>('update warehouse.line set term = term + 1 returning term');
  return rows[0]?.term ?? '0';
}

export async function readLine(database: Queryable, term: string): Promise<JournalledLine> {
  const { rows } = await database.query<{ sent: number; received: number; answer: TelegramError } & TelegramRow>(
    `select line.sent, line.received, line.answer,
            telegrams.type, telegrams.body, telegrams.traceparent, telegrams.sequence
     from warehouse.line
     left join warehouse.outgoing_telegrams telegrams on telegrams.sequence is not null and telegrams.settled_at is null
     where line.term = $1`,
    [term],
  );
  const [row] = rows;
  if (!row) throw new TermOver();
  const { sent, received, answer } = row;
  return { sent, received, answer, outstanding: row.type === null ? undefined : outgoingOf(row) };
}

/** Gives the oldest waiting telegram the number `sequence`; undefined when none waits. */
export async function numberNext(
  database: Queryable,
  term: string,
  sequence: number,
): Promise<OutgoingTelegram | undefined> {
  const { rows } = await database.query<TelegramRow>(
    `with next as (
       select id from warehouse.outgoing_telegrams
       where sequence is null and withdrawn_at is null
       order by id limit 1
       for update skip locked
     ), numbered as (
       update warehouse.line set sent = $2 where term = $1 and exists (select from next) returning sent
     )
     update warehouse.outgoing_telegrams telegrams set sequence = numbered.sent
     from next, numbered
     where telegrams.id = next.id
     returning telegrams.type, telegrams.body, telegrams.traceparent, telegrams.sequence`,
    [term, sequence],
  );
  return rows[0] && outgoingOf(rows[0]);
}

/** Makes `sent` the last number sent, and that of the outstanding telegram if there is one. */
export async function renumber(database: Queryable, term: string, sent: number): Promise<void> {
  await database.query(
    `with renumbered as (update warehouse.line set sent = $2 where term = $1 returning sent)
     update warehouse.outgoing_telegrams set sequence = renumbered.sent
     from renumbered
     where sequence is not null and settled_at is null`,
    [term, sent],
  );
}

/** Settles the outstanding telegram; without an error the answer was lost. */
export async function settleOutstanding(
  database: Queryable,
  term: string,
  error: TelegramError | undefined,
): Promise<void> {
  await database.query(
    `update warehouse.outgoing_telegrams set settled_at = now(), error = $2
     where sequence is not null and settled_at is null and exists (select from warehouse.line where term = $1)`,
    [term, error ?? null],
  );
}

/** Makes a telegram of the appliance's the last received. Throws TermOver, and with it the transaction, in a term that is over. */
export async function advance(tx: Tx, term: string, sequence: number, answer: TelegramError): Promise<void> {
  const { rowCount } = await tx.query('update warehouse.line set received = $2, answer = $3 where term = $1', [
    term,
    sequence,
    answer,
  ]);
  if (rowCount === 0) throw new TermOver();
}

export async function insertIncoming(
  tx: Tx,
  telegram: { id: string; incoming: Incoming; answer: TelegramError; receivedAt: Date },
): Promise<void> {
  const { header, content } = telegram.incoming;
  await tx.query(
    `insert into warehouse.incoming_telegrams (id, sequence, type, body, answer, received_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [
      telegram.id,
      header.sequence,
      header.type,
      typeof content === 'string' ? null : content.body,
      telegram.answer,
      telegram.receivedAt,
    ],
  );
}

/** Queues telegrams of one order, to be sent in the order given. */
export async function queueTelegrams(
  tx: Tx,
  orderId: string,
  messages: readonly TelegramMessage[],
  traceparent: string | undefined,
): Promise<void> {
  await tx.query(
    `insert into warehouse.outgoing_telegrams (order_id, type, body, traceparent)
     select $1, message ->> 'type', message -> 'body', $3
     from jsonb_array_elements($2::jsonb) with ordinality as messages (message, position)
     order by position`,
    [orderId, JSON.stringify(messages), traceparent ?? null],
  );
}

/** Takes back what was queued for an order and has no number yet. */
export async function withdrawTelegrams(tx: Tx, orderId: string): Promise<void> {
  await tx.query(
    `update warehouse.outgoing_telegrams set withdrawn_at = now()
     where order_id = $1 and sequence is null and withdrawn_at is null`,
    [orderId],
  );
}

/** Queues PCAN for an order of which the appliance may know, unless one is waiting already. True when it was queued. */
export async function queueCancel(tx: Tx, orderId: string, traceparent: string | undefined): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into warehouse.outgoing_telegrams (order_id, type, body, traceparent)
     select $1, 'PCAN', jsonb_build_object('order', $1::uuid), $2
     where exists (
       select from warehouse.outgoing_telegrams where order_id = $1 and type = 'PORD' and sequence is not null
     ) and not exists (
       select from warehouse.outgoing_telegrams
       where order_id = $1 and type = 'PCAN' and settled_at is null and withdrawn_at is null
     )`,
    [orderId, traceparent ?? null],
  );
  return rowCount > 0;
}

/** True while a telegram of the order waits or is outstanding. */
export async function isBeingSent(tx: Tx, orderId: string): Promise<boolean> {
  const { rowCount } = await tx.query(
    `select from warehouse.outgoing_telegrams where order_id = $1 and settled_at is null and withdrawn_at is null limit 1`,
    [orderId],
  );
  return rowCount > 0;
}

function outgoingOf({ type, body, sequence, traceparent }: TelegramRow): OutgoingTelegram {
  // The row was written from a message by queueTelegrams or queueCancel.
  return { sequence, message: { type, body } as TelegramMessage, traceparent: traceparent ?? undefined };
}
