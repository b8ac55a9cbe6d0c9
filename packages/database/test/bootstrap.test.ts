import { createLog } from '@grocer/chassis/log';
import { startTestCluster } from '@grocer/test-support/cluster';
import { connect, createTestDatabase, type TestDatabase } from '@grocer/test-support/database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bootstrap, bootstrapSchemas } from '../src/bootstrap.ts';

const log = createLog({ name: 'bootstrap.test', level: 'error' });
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.drop());

const groups = ['catalogue', 'pricing', 'checkout', 'warehouse'] as const;

test('makes the database twice without harm', async () => {
  await expect(bootstrapSchemas(database.admin)).resolves.toBeUndefined();
});

test.for(groups)('lets %s create nothing', async (group) => {
  const member = database.as(group);

  await expect(member.query(`create table ${group}.mine (id int)`)).rejects.toThrow('permission denied');
  await expect(member.query('create table public.mine (id int)')).rejects.toThrow('permission denied');
  await expect(member.query('create temporary table mine (id int)')).rejects.toThrow('permission denied');
  await expect(member.query('create schema mine')).rejects.toThrow('permission denied');
});

test.for(groups)('keeps %s out of the other roles', async (group) => {
  const others = ['catalogue_owner', 'migrator', 'vault', 'auditor', ...groups.filter((name) => name !== group)];

  for (const other of others) {
    await expect(database.as(group).query(`set role ${other}`)).rejects.toThrow('permission denied');
  }
});

test('lets the auditor read what a later migration makes, and write nothing', async () => {
  const migrator = database.as('migrator');
  await migrator.transaction(async (tx) => {
    await tx.query('set local role warehouse_owner');
    await tx.query('create table warehouse.later (id int)');
  });

  expect(await database.as('auditor').query('select * from warehouse.later')).toMatchObject({ rows: [] });
  await expect(database.as('auditor').query('delete from warehouse.later')).rejects.toThrow('permission denied');
});

test('gives Vault no data to read', async () => {
  const readable = `select count(*)::int as count from pg_class
    where relkind in ('r', 'v') and relnamespace::regnamespace::text = any ($1) and has_table_privilege('vault', oid, 'select')`;

  expect((await database.admin.query(readable, [groups])).rows).toEqual([{ count: 0 }]);
});

test('has the extensions that search needs', async () => {
  const words = await database.as('catalogue').query(`select public.unaccent('crème brûlée') as plain`);

  expect(words.rows).toEqual([{ plain: 'creme brulee' }]);
});

test('asks of its admin no more than managed Postgres gives', async () => {
  const cluster = await startTestCluster();
  const superuser = connect(cluster.url, 'postgres');
  await superuser.query(`create role admin login password 'admin' createrole createdb`);
  await superuser.query('grant pg_signal_backend to admin with admin option');

  const adminUrl = Object.assign(new URL(cluster.url), { username: 'admin', password: 'admin' }).href;
  const twice = { adminUrl, database: 'grocer', vaultPassword: 'vault', log };
  await bootstrap(twice);
  await bootstrap(twice);

  const owners = `select nspname from pg_namespace where nspowner = to_regrole(nspname || '_owner') order by 1`;
  const grocer = connect(cluster.url, 'grocer');
  expect((await grocer.query<{ nspname: string }>(owners)).rows.map(({ nspname }) => nspname)).toEqual(
    [...groups].sort(),
  );
  await Promise.all([superuser.end(), grocer.end()]);
  await cluster.stop();
});
