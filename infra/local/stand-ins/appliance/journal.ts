import type { DatabaseSync } from 'node:sqlite';
import { nextSequence, type TelegramError, type TelegramMessage } from '@grocer/contracts/telegrams';
import { transact } from '../state.ts';

/** A telegram of the appliance's own that has its number and no acknowledgement yet. */
export interface Outstanding {
  readonly sequence: number;
  readonly message: TelegramMessage;
}

/** What the appliance must not forget about its line: telegrams not yet acknowledged, and the last numbers. */
export interface Journal {
  /** The last number received and how it was answered, and the last number sent. */
  numbers(): { received: number; answer: TelegramError; sent: number };
  /** Applies a telegram and keeps its number and answer, in one transaction. */
  receive(sequence: number, apply: () => TelegramError): TelegramError;
  setSent(sequence: number): void;
  queue(message: TelegramMessage): void;
  /** Drops what is queued about an order and has not been sent. */
  withdraw(order: string): void;
  outstanding(): Outstanding | undefined;
  /** Gives the oldest queued telegram the next number. */
  takeNext(): Outstanding | undefined;
  renumber(sequence: number): void;
  settle(): void;
}

const schema = `
  create table if not exists numbers (
    received integer not null, answer text not null, sent integer not null
  );
  insert into numbers select 0, '00', 0 where not exists (select 1 from numbers);
  create table if not exists telegrams (
    id integer primary key autoincrement, message text not null, sequence integer
  );
`;

export function createJournal(database: DatabaseSync): Journal {
  database.exec(schema);
  const numbers = database.prepare('select received, answer, sent from numbers');
  const setReceived = database.prepare('update numbers set received = ?, answer = ?');
  const setSent = database.prepare('update numbers set sent = ?');
  const queue = database.prepare('insert into telegrams (message) values (?)');
  const withdraw = database.prepare(
    `delete from telegrams where sequence is null and json_extract(message, '$.body.order') = ?`,
  );
  const outstanding = database.prepare('select sequence, message from telegrams where sequence is not null');
  const number = database.prepare('update telegrams set sequence = ? where id = (select min(id) from telegrams)');
  const settle = database.prepare('delete from telegrams where sequence is not null');

  const journal: Journal = {
    numbers() {
      const row = numbers.get();
      return { received: Number(row?.received), answer: row?.answer as TelegramError, sent: Number(row?.sent) };
    },
    receive: (sequence, apply) =>
      transact(database, () => {
        const answer = apply();
        setReceived.run(sequence, answer);
        return answer;
      }),
    setSent: (sequence) => void setSent.run(sequence),
    queue: (message) => void queue.run(JSON.stringify(message)),
    withdraw: (order) => void withdraw.run(order),
    outstanding() {
      const row = outstanding.get();
      return row && { sequence: Number(row.sequence), message: JSON.parse(String(row.message)) as TelegramMessage };
    },
    takeNext() {
      journal.renumber(nextSequence(journal.numbers().sent));
      return journal.outstanding();
    },
    renumber: (sequence) =>
      transact(database, () => {
        if (number.run(sequence).changes > 0) setSent.run(sequence);
      }),
    settle: () => void settle.run(),
  };
  return journal;
}
