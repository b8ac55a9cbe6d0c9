import type { DatabaseSync } from 'node:sqlite';
import type { ListQuery } from './parameters.ts';
import type { Change, Intent, Movement } from './payment-intents.ts';

/** A movement as the ledger lists it. */
export interface LedgerEntry extends Movement {
  readonly sequence: number;
  readonly at: string;
  readonly paymentIntent: string;
  readonly metadata: Record<string, string>;
}

export interface Ledger {
  find(id: string): Intent | undefined;
  /** Newest first, one more than the limit when there are more. */
  list(query: ListQuery): Intent[];
  /** Keeps the intent as it is now, and what moved. */
  record(change: Change, at: Date): void;
  entries(): LedgerEntry[];
}

/** The gateway's books: every intent as it stands, and every movement of money in order. */
export function createLedger(database: DatabaseSync): Ledger {
  database.exec(`
    create table if not exists intents (
      sequence integer primary key, id text not null unique, created integer not null, intent text not null
    );
    create index if not exists intents_by_time on intents (created, sequence);
    create table if not exists movements (
      sequence integer primary key, at text not null, intent_id text not null references intents (id),
      kind text not null, amount integer not null
    )`);
  const statements = {
    find: database.prepare('select intent from intents where id = ?'),
    list: database.prepare(`
      select intent from intents
      where created between ? and ? and sequence < coalesce((select sequence from intents where id = ?), 9e15)
      order by sequence desc limit ?`),
    save: database.prepare(`
      insert into intents (id, created, intent) values (?, ?, ?)
      on conflict (id) do update set intent = excluded.intent`),
    move: database.prepare('insert into movements (at, intent_id, kind, amount) values (?, ?, ?, ?)'),
    entries: database.prepare(`
      select m.sequence, m.at, m.kind, m.amount, m.intent_id as "paymentIntent", i.intent ->> '$.metadata' as metadata
      from movements m join intents i on i.id = m.intent_id order by m.sequence`),
  };

  return {
    find: (id) => intentOf(statements.find.get(id)),
    list: ({ from, to, startingAfter = null, limit }) =>
      statements.list.all(from, to, startingAfter, limit + 1).flatMap((row) => intentOf(row) ?? []),
    record: ({ intent, movements }, at) => {
      statements.save.run(intent.id, intent.created, JSON.stringify(intent));
      for (const { kind, amount } of movements) statements.move.run(at.toISOString(), intent.id, kind, amount);
    },
    entries: () => statements.entries.all().map(entryOf),
  };
}

function intentOf(row: Record<string, unknown> | undefined): Intent | undefined {
  return row && JSON.parse(String(row.intent));
}

function entryOf({ metadata, ...row }: Record<string, unknown>): LedgerEntry {
  return { ...(row as unknown as Omit<LedgerEntry, 'metadata'>), metadata: JSON.parse(String(metadata)) };
}
