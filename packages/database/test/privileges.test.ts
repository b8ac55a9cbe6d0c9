import { staticCredentials } from '@grocer/chassis/credentials';
import { createLog } from '@grocer/chassis/log';
import { createDatabase, type Database } from '@grocer/chassis/postgres';
import { createTestDatabase, type TestDatabase } from '@grocer/test-support/database';
import { estateRoles } from '@grocer/test-support/estate-roles';
import { startTestVault, type TestVault } from '@grocer/test-support/vault';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectedRights } from './privileges/expected.ts';
import { describeMatrix, expectAll, isDone, type Outcome, tryAll } from './privileges/matrix.ts';
import { listRelations, type Relation } from './privileges/relations.ts';

// Each deployable's own login, issued by Vault as in an estate, against every table and view.
const log = createLog({ name: 'privileges.test', level: 'error' });
const names = Object.keys(estateRoles);
const seen = new Map<string, Outcome[]>();
const pools = new Map<string, Database>();
let database: TestDatabase;
let vault: TestVault;
let relations: Relation[];

beforeAll(async () => {
  database = await createTestDatabase();
  vault = await startTestVault(database, estateRoles);
  relations = await listRelations(database.admin);
  for (const name of names) pools.set(name, await logIn(name));
});

afterAll(async () => {
  console.log(describeMatrix(relations, seen));
  await Promise.all([...pools.values()].map((pool) => pool.end()));
  await vault.stop();
  await database.drop();
});

async function logIn(role: string): Promise<Database> {
  const body = JSON.stringify({ role, jwt: await vault.workloadToken(role) });
  const login = await fetch(`${vault.url}/v1/auth/jwt/login`, { method: 'POST', body });
  const { auth }: { auth: { client_token: string } } = await login.json();
  const headers = { 'x-vault-token': auth.client_token };
  const lease = await fetch(`${vault.url}/v1/database/creds/${role}`, { headers });
  const { data }: { data: { username: string; password: string } } = await lease.json();
  const credentials = staticCredentials(data.username, data.password);
  return createDatabase({ url: database.url, credentials, max: 1, applicationName: 'privileges', log });
}

/** One connection, so that a statement can be undone. */
async function withLogin<T>(
  name: string,
  work: (login: Awaited<ReturnType<Database['openConnection']>>) => Promise<T>,
) {
  const connection = await pools.get(name)?.openConnection();
  if (!connection) throw new Error(`${name} has no login`);
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

test('knows every relation of the matrix', () => {
  const known = relations.map(({ name }) => name);
  const expected = Object.values(expectedRights).flatMap((rights) => Object.keys(rights));

  expect(expected.filter((name) => !known.includes(name))).toEqual([]);
});

describe.each(names)('%s', (name) => {
  const group = estateRoles[name] ?? '';

  test('may do with every table and view what the matrix says, and nothing else', async () => {
    const outcomes = await withLogin(name, (login) => tryAll(login, relations));
    seen.set(name, outcomes);

    expect(outcomes).toEqual(expectAll(group, relations));
  });

  test('is a login of its group, and of no other rank', async () => {
    const { rows } = await withLogin(name, (login) =>
      login.query(
        `select rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls,
                array(select roleid::regrole::text from pg_auth_members where member = login.oid) as groups,
                (select count(*)::integer from pg_shdepend where refobjid = login.oid and deptype = 'o') as owned
           from pg_roles as login
          where rolname = current_user`,
      ),
    );

    expect(rows).toEqual([
      {
        rolsuper: false,
        rolcreatedb: false,
        rolcreaterole: false,
        rolreplication: false,
        rolbypassrls: false,
        groups: [group],
        owned: 0,
      },
    ]);
  });

  test('may create nothing', async () => {
    const schemas = ['public', ...Object.keys(expectedRights).filter((schema) => schema !== 'migrator')];
    const attempts = [
      ...schemas.flatMap((schema) => [
        `create table ${schema}.mine (id integer)`,
        `create view ${schema}.mine as select 1 as one`,
        `create sequence ${schema}.mine`,
        `create type ${schema}.mine as (id integer)`,
        `create function ${schema}.mine() returns integer language sql return 1`,
      ]),
      'create temporary table mine (id integer)',
      'create schema mine',
      'create role mine',
      'create extension pgcrypto',
      'create publication mine',
      'select lo_create(0)',
      'select lo_creat(-1)',
      `select lo_from_bytea(0, 'mine')`,
      `create event trigger mine on ddl_command_start execute function pg_catalog.suppress_redundant_updates_trigger()`,
    ];

    for (const sql of attempts)
      expect([sql, await withLogin(name, (login) => isDone(login, sql))]).toEqual([sql, false]);
    // Not in a transaction, which Postgres would refuse for its own reason.
    await withLogin(name, async (login) => {
      await expect(login.query('create database mine')).rejects.toMatchObject({ code: '42501' });
      await expect(login.query('alter system reset all')).rejects.toMatchObject({ code: '42501' });
    });
  });

  test('cannot become another, prolong itself or see what is not its own', async () => {
    const owners = ['catalogue_owner', 'pricing_owner', 'checkout_owner', 'warehouse_owner'];
    const others = ['postgres', 'vault', ...Object.keys(expectedRights), 'auditor'].filter((other) => other !== group);
    const { rows } = await withLogin(name, (login) => login.query<{ me: string }>('select current_user as me'));
    const me = rows[0]?.me;
    const attempts = [
      ...[...others, ...(group === 'migrator' ? [] : owners)].map((other) => `set local role ${other}`),
      'set local session authorization postgres',
      `alter role "${me}" valid until 'infinity'`,
      `alter role "${me}" createrole`,
      `alter role ${group} login`,
      'select * from pg_authid',
      'select * from pg_shadow',
      'select * from pg_statistic',
      `select pg_read_file('postgresql.conf')`,
      `copy (select 1) to program 'true'`,
    ];

    for (const sql of attempts)
      expect([sql, await withLogin(name, (login) => isDone(login, sql))]).toEqual([sql, false]);
  });
});

test('a migration runs by the task’s own login, which acts as each owner and as nothing more', async () => {
  for (const owner of ['catalogue_owner', 'pricing_owner', 'checkout_owner', 'warehouse_owner']) {
    const schema = owner.replace('_owner', '');
    const sql = `set local role ${owner}; create table ${schema}.mine (id integer)`;

    expect([owner, await withLogin('migrate', (login) => isDone(login, sql))]).toEqual([owner, true]);
  }
  const { rows } = await database.admin.query(
    `select rolname from pg_roles where rolname ~ '_owner$' and (rolcanlogin or rolsuper)`,
  );
  expect(rows).toEqual([]);
});

test('the history of an order is written by its steps and by nobody’s hand', async () => {
  const sql = `insert into checkout.order_history values ('018f0000-0000-7000-8000-000000000000', 1, 'dispatched', now())`;

  expect(await withLogin('checkout', (login) => isDone(login, sql))).toBe(false);
});
