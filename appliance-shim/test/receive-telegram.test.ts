import { newId } from '@grocer/chassis/ids';
import { createLog } from '@grocer/chassis/log';
import { type Database, inTransaction } from '@grocer/chassis/postgres';
import type { TelegramMessage } from '@grocer/contracts/telegrams';
import { createTestDatabase, type TestDatabase } from '@grocer/test-support/database';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { beginTerm, queueTelegrams, readLine, TermOver } from '../src/journal.ts';
import { cancelOrder, insertLines, insertOrder, readUnsentEvents } from '../src/store.ts';
import { receiveTelegram } from '../src/workflows/receive-telegram.ts';
import { bread, milk } from './warehouse.ts';

const log = createLog({ name: 'test', level: 'fatal' });
let created: TestDatabase;
let database: Database;
let term: string;

beforeAll(async () => {
  created = await createTestDatabase();
  database = created.as('warehouse');
});

beforeEach(async () => {
  term = await beginTerm(database);
  await created.admin.query('update warehouse.outbox set sent_at = now()');
});

afterAll(() => created.drop());

async function receive(content: TelegramMessage | '01' | '02', ofTerm = term) {
  const { received } = await readLine(database, term);
  const type = typeof content === 'string' ? 'PING' : content.type;
  const header = { type, sender: 'APPL01', receiver: 'SHIM01', sequence: received + 1 };
  return receiveTelegram(database, ofTerm, { header, content }, { receivedAt: new Date(), log });
}

/** An order of two lines that the appliance has been given. */
async function giveOrder(): Promise<string> {
  const id = newId();
  await inTransaction(database, async (tx) => {
    await insertOrder(tx, { id, slotStartsAt: '2027-01-01T09:00:00Z', traceparent: undefined });
    await insertLines(tx, id, [
      { sku: milk, quantity: 3 },
      { sku: bread, quantity: 1 },
    ]);
    const body = { order: id, line: 1, lines: 1, sku: milk, quantity: 3 };
    await queueTelegrams(tx, id, [{ type: 'PORD', body }], undefined);
  });
  await created.admin.query('update warehouse.outgoing_telegrams set sequence = 1, settled_at = now()');
  return id;
}

const start = (order: string): TelegramMessage => ({ type: 'PSTA', body: { order } });
const dispatch = (order: string): TelegramMessage => ({ type: 'DISP', body: { order } });
const pick = (order: string, line: 1 | 2, picked: number, sku = line === 1 ? milk : bread): TelegramMessage => ({
  type: 'PCNF',
  body: { order, line, lines: 2, sku, picked, reason: '00' },
});

async function eventTypes(): Promise<string[]> {
  return (await readUnsentEvents(database, 10)).map(({ event }) => event.type);
}

async function queuedCancels(order: string): Promise<number> {
  const { rowCount } = await created.admin.query(
    `select from warehouse.outgoing_telegrams where order_id = $1 and type = 'PCAN'`,
    [order],
  );
  return rowCount;
}

test('reports an order picked with its last line, and dispatched with what was picked', async () => {
  const order = await giveOrder();
  expect(await receive(start(order))).toBe('00');
  expect(await receive(pick(order, 2, 0))).toBe('00');
  expect(await eventTypes()).toEqual(['grocer.order.picking-started']);
  expect(await receive(pick(order, 1, 3))).toBe('00');
  expect(await receive(dispatch(order))).toBe('00');
  const lines = [
    { sku: milk, quantity: 3, picked: 3 },
    { sku: bread, quantity: 1, picked: 0 },
  ];
  const events = (await readUnsentEvents(database, 10)).slice(1).map(({ event }) => [event.type, event.data]);
  expect(events).toEqual([
    ['grocer.order.picked', { orderId: order, lines }],
    ['grocer.order.dispatched', { orderId: order, lines }],
  ]);
});

test('reports nothing twice, should the appliance say it twice under new numbers', async () => {
  const order = await giveOrder();
  const said = [start(order), pick(order, 1, 3), pick(order, 2, 1), dispatch(order)];
  for (const telegram of said) expect(await receive(telegram)).toBe('00');
  for (const telegram of [...said, pick(order, 1, 0)]) expect(await receive(telegram)).toBe('00');
  expect(await eventTypes()).toHaveLength(3);
});

test.each([
  ['an order that was never given', () => start(newId()), '03'],
  ['a type that is ours', (order: string): TelegramMessage => ({ type: 'PCAN', body: { order } }), '02'],
  ['a line that the order lacks', (order: string) => pick(order, 2, 1, milk), '01'],
  ['more picked than ordered', (order: string) => pick(order, 1, 4), '01'],
  ['a dispatch before its picks', (order: string) => dispatch(order), '01'],
  ['what could not be read', () => '01' as const, '01'],
])('refuses %s, and reports nothing', async (_, telegramOf, error) => {
  expect(await receive(telegramOf(await giveOrder()))).toBe(error);
  expect(await eventTypes()).toEqual([]);
});

test('answers what comes of a cancelled order by cancelling it again, once at a time', async () => {
  const order = await giveOrder();
  await inTransaction(database, (tx) => cancelOrder(tx, order));
  for (const telegram of [start(order), pick(order, 1, 3), pick(order, 2, 1)]) {
    expect(await receive(telegram)).toBe('00');
  }
  expect(await queuedCancels(order)).toBe(1);
  expect(await eventTypes()).toEqual([]);
});

test('reports a cancelled order that left all the same', async () => {
  const order = await giveOrder();
  await receive(pick(order, 1, 3));
  await inTransaction(database, (tx) => cancelOrder(tx, order));
  expect(await receive(dispatch(order))).toBe('00');
  expect(await eventTypes()).toEqual(['grocer.order.dispatched']);
});

test('knows no order that was cancelled before it was released', async () => {
  const order = newId();
  await inTransaction(database, (tx) => cancelOrder(tx, order));
  expect(await receive(start(order))).toBe('03');
  expect(await queuedCancels(order)).toBe(0);
});

test('writes nothing in a term that is over', async () => {
  const order = await giveOrder();
  const over = term;
  term = await beginTerm(database);
  const before = await readLine(database, term);
  await expect(receive(start(order), over)).rejects.toThrow(TermOver);
  expect(await readLine(database, term)).toEqual(before);
  expect(await eventTypes()).toEqual([]);
});
