import type { DatabaseSync } from 'node:sqlite';
import type { PickReason, TelegramBodies, TelegramError } from '@grocer/contracts/telegrams';
import { transact } from '../state.ts';
import type { Journal } from './journal.ts';

export interface FloorLine {
  readonly line: number;
  readonly sku: string;
  readonly quantity: number;
  /** Absent until somebody stood before the shelf. */
  readonly picked?: number;
}

/** `collecting` its lines → `ready` → `picking` → `picked` → `dispatched`; `empty` when no shelf had any of it. */
export type FloorState = 'collecting' | 'ready' | 'picking' | 'picked' | 'dispatched' | 'empty' | 'cancelled';

export interface FloorOrder {
  readonly id: string;
  readonly state: FloorState;
  readonly lines: readonly FloorLine[];
}

/** How long the floor takes, and what it finds on the shelf for a line (all of it unless told otherwise). */
export interface FloorOptions {
  readonly pace: { readonly pickMilliseconds: number; readonly dispatchMilliseconds: number };
  readonly pick?: (order: string, line: FloorLine) => number;
}

/** The warehouse's floor: what it was asked to pick and how far it is. */
export interface Floor {
  order(request: TelegramBodies['PORD']): TelegramError;
  cancel(order: string): TelegramError;
  /** Does the next thing for an order; says in how many milliseconds there is another, or undefined when it is done. */
  work(order: string): number | undefined;
  /** The orders that are not finished, and in how many milliseconds each is due. */
  due(): { order: string; inMilliseconds: number }[];
  orders(): FloorOrder[];
}

const schema = `
  create table if not exists orders (
    id text primary key, lines integer not null, state text not null default 'collecting', due_at integer not null
  );
  create table if not exists order_lines (
    order_id text not null references orders, line integer not null, sku text not null, quantity integer not null,
    picked integer, primary key (order_id, line)
  );
`;

export function createFloor(database: DatabaseSync, journal: Journal, options: FloorOptions): Floor {
  database.exec(schema);
  const { pace, pick = (_, { quantity }) => quantity } = options;
  const insertOrder = database.prepare(
    'insert into orders (id, lines, due_at) values (?, ?, ?) on conflict do nothing',
  );
  const insertLine = database.prepare(
    'insert into order_lines (order_id, line, sku, quantity) values (?, ?, ?, ?) on conflict do nothing',
  );
  const ids = database.prepare('select id from orders order by rowid');
  const unfinished = database.prepare(`select id, due_at from orders where state in ('ready', 'picking', 'picked')`);
  const header = database.prepare('select state, lines from orders where id = ?');
  const lines = database.prepare(
    'select line, sku, quantity, picked from order_lines where order_id = ? order by line',
  );
  const setState = database.prepare('update orders set state = ?, due_at = ? where id = ?');
  const setPicked = database.prepare('update order_lines set picked = ? where order_id = ? and line = ?');
  const putBack = database.prepare('update order_lines set picked = 0 where order_id = ? and picked is not null');

  function find(id: string): (FloorOrder & { expected: number }) | undefined {
    const row = header.get(id);
    if (row === undefined) return undefined;
    const found = lines.all(id).map(({ line, sku, quantity, picked }) => ({
      line: Number(line),
      sku: String(sku),
      quantity: Number(quantity),
      ...(picked === null ? {} : { picked: Number(picked) }),
    }));
    return { id, state: row.state as FloorState, expected: Number(row.lines), lines: found };
  }

  function move(id: string, state: FloorState, inMilliseconds?: number): number | undefined {
    setState.run(state, Date.now() + (inMilliseconds ?? 0), id);
    return inMilliseconds;
  }

  function pickLine(order: FloorOrder & { expected: number }, line: FloorLine): number | undefined {
    const picked = Math.min(pick(order.id, line), line.quantity);
    const reason: PickReason = picked < line.quantity ? '01' : '00';
    setPicked.run(picked, order.id, line.line);
    const body = { order: order.id, line: line.line, lines: order.expected, sku: line.sku, picked, reason };
    journal.queue({ type: 'PCNF', body });
    if (line.line < order.expected) return move(order.id, 'picking', pace.pickMilliseconds);
    const isEmpty = picked === 0 && order.lines.every((other) => other === line || other.picked === 0);
    return isEmpty ? move(order.id, 'empty') : move(order.id, 'picked', pace.dispatchMilliseconds);
  }

  function proceed(id: string): number | undefined {
    const order = find(id);
    if (order?.state === 'ready') {
      journal.queue({ type: 'PSTA', body: { order: id } });
      return move(id, 'picking', pace.pickMilliseconds);
    }
    if (order?.state === 'picking') {
      const next = order.lines.find(({ picked }) => picked === undefined);
      return next && pickLine(order, next);
    }
    if (order?.state === 'picked') {
      journal.queue({ type: 'DISP', body: { order: id } });
      return move(id, 'dispatched');
    }
    return undefined;
  }

  return {
    order: ({ order: id, line, lines: count, sku, quantity }) =>
      transact(database, () => {
        insertOrder.run(id, count, Date.now());
        const order = find(id);
        if (order?.lines.some((known) => known.line === line)) return '00';
        if (order?.state !== 'collecting') return '06';
        if (order.expected !== count) return '01';
        insertLine.run(id, line, sku, quantity);
        if (order.lines.length + 1 === count) move(id, 'ready', 0);
        return '00';
      }),
    cancel: (id) =>
      transact(database, () => {
        const state = find(id)?.state;
        if (state === undefined) return '03';
        if (state === 'dispatched') return '06';
        putBack.run(id);
        journal.withdraw(id);
        move(id, 'cancelled');
        return '00';
      }),
    work: (id) => transact(database, () => proceed(id)),
    due: () =>
      unfinished.all().map((row) => ({
        order: String(row.id),
        inMilliseconds: Math.max(0, Number(row.due_at) - Date.now()),
      })),
    orders: () => ids.all().flatMap(({ id }) => find(String(id)) ?? []),
  };
}
