import { type Credentials, type CredentialsSource, staticCredentials } from '@grocer/chassis/credentials';
import { createLog } from '@grocer/chassis/log';
import { createDatabase, type Database } from '@grocer/chassis/postgres';
import { createTestDatabase, type TestDatabase } from '@grocer/test-support/database';
import { afterAll, beforeAll, expect, inject, onTestFinished, test, vi } from 'vitest';
import { tryLock } from '../src/lock.ts';

const log = createLog({ name: 'test', level: 'fatal' });
let created: TestDatabase;

beforeAll(async () => {
  created = await createTestDatabase();
});

afterAll(() => created.drop());

function open(credentials?: CredentialsSource): Database {
  const login = credentials ?? staticCredentials('test_warehouse', inject('testPassword'));
  const database = createDatabase({ url: created.url, credentials: login, max: 1, applicationName: 'test', log });
  onTestFinished(() => database.end());
  return database;
}

/** The connection that holds the lock; undefined when none does. */
async function holder(): Promise<number | undefined> {
  const { rows } = await created.admin.query<{ pid: number }>(
    `select pid from pg_locks where locktype = 'advisory' and granted
     and database = (select oid from pg_database where datname = current_database())`,
  );
  return rows[0]?.pid;
}

test('is held by one at a time', async () => {
  const lock = await tryLock(open(), log);
  expect(await tryLock(open(), log)).toBeUndefined();
  await lock?.release();
  const next = await tryLock(open(), log);
  expect(next).toBeDefined();
  await next?.release();
  expect(lock?.lost.aborted).toBe(false);
});

test('is lost with its connection', async () => {
  const lock = await tryLock(open(), log);
  await created.admin.query('select pg_terminate_backend($1)', [await holder()]);
  await vi.waitFor(() => expect(lock?.lost.aborted).toBe(true));
});

test('moves to a new connection when the login changes, and is held all the while', async () => {
  const login = { user: 'test_warehouse', password: inject('testPassword') };
  let rotate: (credentials: Credentials) => void = () => undefined;
  const lock = await tryLock(
    open({
      current: async () => login,
      onRotate(listener) {
        rotate = listener;
        return () => undefined;
      },
      replace: async () => undefined,
    }),
    log,
  );
  const before = await holder();
  rotate(login);
  await vi.waitFor(async () => {
    const now = await holder();
    expect(now).toBeDefined();
    expect(now).not.toBe(before);
  });
  expect(lock?.lost.aborted).toBe(false);
  expect(await tryLock(open(), log)).toBeUndefined();
  await lock?.release();
  await vi.waitFor(async () => expect(await holder()).toBeUndefined());
});
