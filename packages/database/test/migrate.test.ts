import { createLog } from '@grocer/chassis/log';
import type { Database } from '@grocer/chassis/postgres';
import { createTestDatabase, type TestDatabase } from '@grocer/test-support/database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate, readMigrations } from '../src/migrate.ts';

const log = createLog({ name: 'migrate.test', level: 'error' });
let database: TestDatabase;
let migrator: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  migrator = database.as('migrator');
});

afterAll(() => database.drop());

function migration(name: string, sql: string) {
  return { name: `pricing/${name}`, schema: 'pricing', sql };
}

test('applies nothing twice', async () => {
  expect(await migrate(migrator, await readMigrations(), log)).toEqual([]);
});

test('makes what a migration makes the property of its schema, not of the login', async () => {
  await migrate(migrator, [migration('900-owned.sql', 'create table pricing.owned (id int)')], log);

  const owner = `select tableowner from pg_tables where tablename = 'owned'`;
  expect((await database.admin.query(owner)).rows).toEqual([{ tableowner: 'pricing_owner' }]);
});

test('applies a migration once when several run at the same moment', async () => {
  const twice = [migration('901-counted.sql', 'create table pricing.counted (id int)')];

  const runs = await Promise.all([1, 2, 3].map(() => migrate(migrator, twice, log)));

  expect(runs.flat()).toEqual(['pricing/901-counted.sql']);
});

test('refuses by name a migration that was edited after it had been applied', async () => {
  await migrate(migrator, [migration('902-edited.sql', 'select 1')], log);

  const edited = migrate(migrator, [migration('902-edited.sql', 'select 2')], log);

  await expect(edited).rejects.toThrow('pricing/902-edited.sql was edited after it had been applied');
});

test('leaves nothing behind of a migration that fails, and names it', async () => {
  const failing = migration('903-half.sql', 'create table pricing.half (id int); select 1 / 0');

  await expect(migrate(migrator, [failing], log)).rejects.toThrow('pricing/903-half.sql failed: division by zero');

  const half = await database.admin.query(`select to_regclass('pricing.half') as half`);
  expect(half.rows).toEqual([{ half: null }]);
});

test('keeps a migration inside its own schema', async () => {
  const astray = migration('904-astray.sql', 'create table checkout.astray (id int)');

  await expect(migrate(migrator, [astray], log)).rejects.toThrow('permission denied for schema checkout');
});
