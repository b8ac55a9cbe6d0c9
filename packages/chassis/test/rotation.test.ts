import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Unavailable } from '@grocer/chassis/errors';
import type { Log } from '@grocer/chassis/log';
import { createDatabase, type Database, type DatabaseOptions, inTransaction } from '@grocer/chassis/postgres';
import { createVault, type Vault } from '@grocer/chassis/vault';
import { jwtIdentity } from '@grocer/chassis/workload-identity/token-file';
import { createTestDatabase, type TestDatabase } from '@grocer/test-support/database';
import { revokeLogins } from '@grocer/test-support/revoke-logins';
import { startTestVault, type TestVault } from '@grocer/test-support/vault';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';

const silent = () => undefined;
const warned = vi.fn();
const log: Log = { debug: silent, info: silent, warn: (...[, message]: unknown[]) => warned(message), error: silent };
const RETRY = 'a database session was taken away: its work is done once more';
const HOUR_S = 3600;

let testDatabase: TestDatabase;
let server: TestVault;
let vault: Vault;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  const lifetimes = {
    leaseSeconds: HOUR_S,
    maxLeaseSeconds: HOUR_S,
    tokenSeconds: HOUR_S,
    maxTokenSeconds: HOUR_S,
  };
  server = await startTestVault(testDatabase, { checkout: 'checkout' }, { lifetimes });
  const { admin } = testDatabase;
  await admin.query('create table public.counters (id integer primary key, count integer not null)');
  await admin.query('create table public.notes (text text not null)');
  await admin.query(`create table public.slow_notes (text text not null)`);
  await admin.query(`create function public.dawdle() returns trigger language plpgsql
    as $$ begin perform pg_sleep(0.5); return null; end $$`);
  await admin.query(`create constraint trigger dawdle after insert on public.slow_notes
    deferrable initially deferred for each row execute function public.dawdle()`);
  await admin.query('grant select, insert, update on public.counters, public.notes, public.slow_notes to checkout');
});
afterAll(async () => {
  await server.stop();
  await testDatabase.drop();
});

beforeEach(() => {
  warned.mockClear();
  vault = createVault({
    addr: server.url,
    role: 'checkout',
    identity: jwtIdentity(() => server.workloadToken('checkout')),
    log,
  });
  database = open();
});
afterEach(async () => {
  await database.end();
  await vault.close();
});

/** A pool that follows checkout's login. */
function open(options: Partial<DatabaseOptions> = {}): Database {
  const credentials = vault.databaseCredentials('checkout');
  return createDatabase({
    url: testDatabase.url,
    credentials,
    max: 4,
    applicationName: 'rotation-test',
    log,
    ...options,
  });
}

/** Revokes every login of the role, as an operator does: they are dropped and their sessions ended. */
const revoke = () => revokeLogins({ vault: server.url, token: server.operatorToken, role: 'checkout' });

/** Moves the pool to another login while the old one is still good. */
async function rotate(): Promise<void> {
  const credentials = vault.databaseCredentials('checkout');
  await credentials.replace(await credentials.current());
}

async function userOf(queryable: Pick<Database, 'query'>): Promise<string | undefined> {
  const { rows } = await queryable.query<{ name: string }>('select session_user as name');
  return rows[0]?.name;
}

async function isRunning(fragment: string): Promise<void> {
  await vi.waitFor(async () => {
    const { rowCount } = await testDatabase.admin.query(
      `select from pg_stat_activity where application_name = 'rotation-test' and state = 'active' and query like $1`,
      [`%${fragment}%`],
    );
    expect(rowCount).toBe(1);
  });
}

async function notes(): Promise<string[]> {
  const { rows } = await testDatabase.admin.query<{ text: string }>('select text from public.notes order by text');
  return rows.map(({ text }) => text);
}

describe('a login that is revoked', () => {
  it('is replaced at once when its sessions are idle, before anyone asks', async () => {
    const before = await userOf(database);
    const hasRotated = new Promise<void>((resolve) => database.onRotate(resolve));
    await revoke();
    await hasRotated;
    expect(await userOf(database)).not.toBe(before);
    expect(warned).not.toHaveBeenCalledWith(RETRY);
  });

  it('costs a running statement one repetition, and writes once', async () => {
    const statement = database.query(`insert into public.notes select 'running' from pg_sleep(0.5)`);
    await isRunning('pg_sleep(0.5)');
    await revoke();
    expect((await statement).rowCount).toBe(1);
    expect(await notes()).toContainEqual('running');
    expect((await notes()).filter((text) => text === 'running')).toHaveLength(1);
    expect(warned.mock.calls.filter(([message]) => message === RETRY)).toHaveLength(1);
  });

  it('costs an open transaction one repetition from its beginning', async () => {
    const users: (string | undefined)[] = [];
    await inTransaction(database, async (tx) => {
      users.push(await userOf(tx));
      await tx.query(`insert into public.notes values ('open')`);
      if (users.length === 1) await revoke();
      await tx.query(`insert into public.notes values ('still open')`);
    });
    expect(new Set(users).size).toBe(2);
    expect((await notes()).filter((text) => text.endsWith('open'))).toEqual(['open', 'still open']);
  });

  it('is no error to who connects with it', async () => {
    await vault.databaseCredentials('checkout').current();
    await revoke();
    expect(await Promise.all(Array.from({ length: 12 }, () => userOf(database)))).toHaveLength(12);
  });

  it('is no error to who opens a connection of its own', async () => {
    await vault.databaseCredentials('checkout').current();
    await revoke();
    const connection = await database.openConnection();
    expect(await userOf(connection)).toMatch(/^v-/);
    await connection.close();
  });

  it('is noticed by a session that outlives it without any right', async () => {
    const before = await userOf(database);
    const { admin } = testDatabase;
    await admin.query(`grant "${before}" to current_user`);
    await admin.query(`drop owned by "${before}"`);
    await admin.query(`drop role "${before}"`);
    await database.query(`insert into public.notes values ('without any right')`);
    expect(await userOf(database)).not.toBe(before);
    expect((await notes()).filter((text) => text === 'without any right')).toHaveLength(1);
  });

  it('leaves what its login may not do refused', async () => {
    await expect(database.query('select from catalogue.products')).rejects.toMatchObject({ code: '42501' });
    expect(warned).not.toHaveBeenCalled();
  });
});

describe('a count by transactions and statements', () => {
  it('is that of the acknowledgements, whatever is revoked meanwhile', { timeout: 60_000 }, async () => {
    await testDatabase.admin.query('insert into public.counters select id, 0 from generate_series(1, 8) as id');
    const acknowledged = Array.from({ length: 8 }, () => 0);
    let isOver = false;
    const increment = async (index: number) => {
      for (let turn = 0; !isOver; turn += 1) {
        if (turn % 2) await database.query('update public.counters set count = count + 1 where id = $1', [index + 1]);
        else await inTransaction(database, (tx) => incrementIn(tx, index + 1));
        acknowledged[index] = (acknowledged[index] ?? 0) + 1;
      }
    };
    const counting = Promise.all(acknowledged.map((_, index) => increment(index)));
    for (let turn = 0; turn < 25; turn += 1) {
      await Promise.race([delay(5 * (turn % 7)), counting]);
      const before = [...acknowledged];
      await (turn % 3 === 2 ? rotate() : revoke());
      // One repetition is for one revocation: the next may come when all have gone on.
      const hasGoneOn = () => acknowledged.every((count, index) => count > (before[index] ?? 0));
      await Promise.race([vi.waitFor(() => expect(hasGoneOn()).toBe(true), { timeout: 10_000 }), counting]);
    }
    isOver = true;
    await counting;
    const { rows } = await testDatabase.admin.query<{ count: number }>('select count from public.counters order by id');
    expect(rows.map(({ count }) => count)).toEqual(acknowledged);
    expect(warned).toHaveBeenCalledWith(RETRY);
  });
});

async function incrementIn(tx: Pick<Database, 'query'>, id: number): Promise<void> {
  const { rows } = await tx.query<{ count: number }>('select count from public.counters where id = $1 for update', [
    id,
  ]);
  await tx.query('update public.counters set count = $2 where id = $1', [id, (rows[0]?.count ?? 0) + 1]);
}

describe('a connection that breaks without a word', () => {
  it('is told to who wrote by it, for nobody knows what came of that', async () => {
    const { url, breakAll } = await startProxy();
    const pool = open({ url });
    const written = expect(pool.query(`insert into public.notes select 'perhaps' from pg_sleep(0.3)`)).rejects.toThrow(
      Unavailable,
    );
    await isRunning('pg_sleep(0.3)');
    breakAll();
    await written;
    expect(warned).not.toHaveBeenCalledWith(RETRY);
    await pool.end();
  });

  it('is told to whose commit was under way, too', async () => {
    const { url, breakAll } = await startProxy();
    const pool = open({ url });
    let attempts = 0;
    const committed = expect(
      inTransaction(pool, async (tx) => {
        attempts += 1;
        await tx.query(`insert into public.slow_notes values ('perhaps')`);
      }),
    ).rejects.toThrow(Unavailable);
    await isRunning('commit');
    breakAll();
    await committed;
    expect(attempts).toBe(1);
    await pool.end();
  });

  it('costs a transaction that was not to be committed yet one repetition', async () => {
    const { url, breakAll } = await startProxy();
    const pool = open({ url });
    let attempts = 0;
    await inTransaction(pool, async (tx) => {
      attempts += 1;
      await tx.query(`insert into public.notes values ('once')`);
      if (attempts === 1) breakAll();
      await tx.query('select 1');
    });
    expect(attempts).toBe(2);
    expect((await notes()).filter((text) => text === 'once')).toHaveLength(1);
    await pool.end();
  });
});

/** Stands before Postgres, and breaks what goes through it. */
async function startProxy(): Promise<{ url: string; breakAll: () => void }> {
  const { hostname, port, pathname } = new URL(testDatabase.url);
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    const onward = connect(Number(port), hostname);
    for (const end of [socket, onward]) open.add(end.on('error', silent));
    socket.pipe(onward).pipe(socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  const breakAll = () => {
    for (const socket of open) socket.resetAndDestroy();
    open.clear();
  };
  return { url: `postgres://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`, breakAll };
}

describe('a statement that takes too long', () => {
  it('is ended by the server, and told as unavailable', async () => {
    const pool = open({ statementTimeoutMs: 200 });
    await expect(pool.query('select pg_sleep(5)')).rejects.toThrow(Unavailable);
    expect(await pool.isReady()).toBe(true);
    await pool.end();
  });

  it('is given up when the server does not even do that, and its connection with it', async () => {
    const pool = open({ statementTimeoutMs: 200 });
    const { rows } = await pool.query<{ pid: number }>('select pg_backend_pid() as pid');
    const [{ pid } = { pid: 0 }] = rows;
    process.kill(pid, 'SIGSTOP');
    try {
      await expect(pool.query('select 1')).rejects.toThrow(Unavailable);
      expect(await pool.isReady()).toBe(true);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await pool.end();
  });
});
