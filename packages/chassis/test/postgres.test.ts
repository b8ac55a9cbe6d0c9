import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { type Credentials, staticCredentials } from '@grocer/chassis/credentials';
import { Rejection, Unavailable } from '@grocer/chassis/errors';
import { createLog } from '@grocer/chassis/log';
import { createDatabase, type Database, inTransaction, type Queryable } from '@grocer/chassis/postgres';
import { createTestDatabase, type TestDatabase } from '@grocer/test-support/database';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';

const log = createLog({ name: 'test', level: 'error' });
let testDatabase: TestDatabase;
let admin: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  admin = testDatabase.admin;
  await admin.query('create table public.things (name text primary key)');
});
afterAll(() => testDatabase.drop());

const loginOf = (group: string): Credentials => ({ user: `test_${group}`, password: inject('testPassword') });

function open(first: Credentials, { max = 4, isPrepared = false } = {}) {
  const listeners = new Set<(credentials: Credentials) => void>();
  const database = createDatabase({
    url: testDatabase.url,
    max,
    isPrepared,
    log,
    applicationName: 'chassis-test',
    credentials: {
      current: async () => first,
      onRotate(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      replace: async () => undefined,
    },
  });
  const rotate = (credentials: Credentials) => {
    for (const listener of listeners) listener(credentials);
  };
  return { database, rotate };
}

const userOf = async (queryable: Queryable) => {
  const { rows } = await queryable.query<{ name: string }>('select current_user as name');
  return rows[0]?.name;
};

const connectionsOf = async (user: string) => {
  const statement = `select count(*)::int as count from pg_stat_activity where usename = $1 and datname = current_database()`;
  const { rows } = await admin.query<{ count: number }>(statement, [user]);
  return rows[0]?.count;
};

/** Ends the session that sleeps, once there is one; tells which it was. */
const endSleep = () =>
  vi.waitFor(async () => {
    const { rows } = await admin.query<{ pid: number }>(
      `select pid, pg_terminate_backend(pid, 5000)
         from pg_stat_activity
        where usename = 'test_checkout' and query like '%pg_sleep(20)%'`,
    );
    expect(rows).toHaveLength(1);
    return rows[0]?.pid;
  });

describe('inTransaction', () => {
  it('commits what returns and rolls back what throws', async () => {
    await inTransaction(admin, (tx) => tx.query('insert into public.things values ($1)', ['kept']));
    const failing = inTransaction(admin, async (tx) => {
      await tx.query('insert into public.things values ($1)', ['lost']);
      throw new Rejection('out-of-stock', 'none left');
    });
    await expect(failing).rejects.toThrow('none left');
    const { rows } = await admin.query<{ name: string }>('select name from public.things order by name');
    expect(rows).toEqual([{ name: 'kept' }]);
  });
});

describe('a database', () => {
  it.each([
    [true, 1],
    [false, 0],
  ])('keeps a statement prepared, under one plan, when asked to (%s)', async (isPrepared, kept) => {
    const { database } = open(loginOf('checkout'), { max: 1, isPrepared });
    for (const number of [1, 2]) {
      expect((await database.query('select $1::integer as number', [number])).rows).toEqual([{ number }]);
    }
    const { rows } = await database.query(
      'select generic_plans::integer as "genericPlans" from pg_prepared_statements where statement like $1',
      ['select $1::integer%'],
    );
    expect(rows).toEqual(Array(kept).fill({ genericPlans: 2 }));
    await database.end();
  });

  it('moves to new credentials without failing a statement, and lets the old connections go', async () => {
    const { database, rotate } = open(loginOf('checkout'));
    expect(await userOf(database)).toBe('test_checkout');
    const slow = database.query<{ name: string }>('select current_user as name from pg_sleep(0.3)');
    const statements = Array.from({ length: 40 }, () => userOf(database));
    await vi.waitFor(async () => expect(await connectionsOf('test_checkout')).toBe(4));
    rotate(loginOf('catalogue'));
    expect(await userOf(database)).toBe('test_catalogue');
    expect(new Set(await Promise.all(statements))).toEqual(new Set(['test_checkout']));
    expect((await slow).rows).toEqual([{ name: 'test_checkout' }]);
    await vi.waitFor(async () => expect(await connectionsOf('test_checkout')).toBe(0));
    await database.end();
  });

  it('lets a transaction end in the pool that it began in', async () => {
    const { database, rotate } = open(loginOf('checkout'));
    const users = await inTransaction(database, async (tx) => {
      const before = await userOf(tx);
      rotate(loginOf('catalogue'));
      return [before, await userOf(database), await userOf(tx)];
    });
    expect(users).toEqual(['test_checkout', 'test_catalogue', 'test_checkout']);
    await vi.waitFor(async () => expect(await connectionsOf('test_checkout')).toBe(0));
    await database.end();
  });

  it('tells a refused login as unavailable, and mends itself', async () => {
    const { database, rotate } = open({ user: 'test_checkout', password: 'wrong' });
    await expect(userOf(database)).rejects.toThrow(Unavailable);
    expect(await database.isReady()).toBe(false);
    rotate(loginOf('checkout'));
    expect(await database.isReady()).toBe(true);
    await database.end();
  });

  it('does once more what was under way in a session that is ended, and tells a second time as unavailable', async () => {
    const { database } = open(loginOf('checkout'));
    const sleeping = expect(database.query('select pg_sleep(20)')).rejects.toThrow(Unavailable);
    const first = await endSleep();
    expect(await endSleep()).not.toBe(first);
    await sleeping;
    expect(await userOf(database)).toBe('test_checkout');
    await database.end();
  });

  it('outlives a session that is ended in the moment it begins', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(Buffer.concat([authenticated, readyForQuery, terminated])));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const database = createDatabase({
      url: `postgres://127.0.0.1:${port}/grocer`,
      credentials: staticCredentials('a', 'b'),
      max: 1,
      log,
      applicationName: 'chassis-test',
    });
    await expect(database.query('select 1')).rejects.toThrow(Unavailable);
    await database.end();
    server.close();
  });

  it('passes the errors of a statement on as they are', async () => {
    await expect(admin.query(`insert into public.things values ('kept')`)).rejects.toMatchObject({ code: '23505' });
  });

  it('opens a connection of its own that tells notifications and its end', async () => {
    const connection = await admin.openConnection();
    const heard: string[] = [];
    let hasEnded = false;
    connection.onNotification((channel, payload) => heard.push(`${channel}: ${payload}`));
    connection.onEnd(() => {
      hasEnded = true;
    });
    await connection.query('listen things');
    await admin.query(`notify things, 'changed'`);
    await vi.waitFor(() => expect(heard).toEqual(['things: changed']));
    await connection.close();
    await vi.waitFor(() => expect(hasEnded).toBe(true));
  });
});

/** A message of Postgres's protocol: its type, its length, its body. */
function message(type: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
}

const authenticated = message('R', Buffer.alloc(4));
const readyForQuery = message('Z', Buffer.from('I'));
const terminated = message('E', Buffer.from('SFATAL\0C57P01\0Mterminating connection\0\0'));
