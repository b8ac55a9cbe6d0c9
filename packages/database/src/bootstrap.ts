import { readFile } from 'node:fs/promises';
import { staticCredentials } from '@grocer/chassis/credentials';
import type { Log } from '@grocer/chassis/log';
import { createDatabase, type Database, type Queryable } from '@grocer/chassis/postgres';

export interface BootstrapOptions {
  /** The admin's connection, login included, to any database of the cluster. */
  adminUrl: string;
  database: string;
  /** What the login `vault` is to sign in with from now on. */
  vaultPassword: string;
  log: Log;
}

/** Makes the database where it is missing, then its roles and schemas. May be repeated. */
export async function bootstrap({ adminUrl, database, vaultPassword, log }: BootstrapOptions): Promise<void> {
  await withAdmin(adminUrl, log, (cluster) =>
    inTurn(cluster, async (turn) => {
      await createMissing(turn, database);
      await withAdmin(urlOf(adminUrl, database), log, async (admin) => {
        await bootstrapSchemas(admin);
        await setPassword(admin, 'vault', vaultPassword);
      });
    }),
  );
}

/** Roles belong to the whole cluster, so whoever changes them takes turns; `cluster` is the admin's, in the admin's own database. */
export async function inTurn<T>(cluster: Database, work: (turn: Queryable) => Promise<T>): Promise<T> {
  const turn = await cluster.openConnection();
  try {
    await turn.query(`select pg_advisory_lock(hashtext('grocer bootstrap'))`);
    return await work(turn);
  } finally {
    await turn.close();
  }
}

/** Runs bootstrap.sql in the database that `admin` is connected to. */
export async function bootstrapSchemas(admin: Queryable): Promise<void> {
  await admin.query(await readFile(new URL('../bootstrap.sql', import.meta.url), 'utf8'));
}

async function withAdmin(adminUrl: string, log: Log, work: (admin: Database) => Promise<void>): Promise<void> {
  const { username, password } = new URL(adminUrl);
  const credentials = staticCredentials(decodeURIComponent(username), decodeURIComponent(password));
  const admin = createDatabase({ url: adminUrl, credentials, max: 1, applicationName: 'bootstrap', log });
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}

async function createMissing(admin: Queryable, database: string): Promise<void> {
  const statement = `select format('create database %I', $1::text) as sql
    where not exists (select from pg_database where datname = $1)`;
  const { rows } = await admin.query<{ sql: string }>(statement, [database]);
  for (const { sql } of rows) await admin.query(sql);
}

/** Role statements take no parameters, so the server quotes the values first. */
async function setPassword(admin: Queryable, role: string, password: string): Promise<void> {
  const statement = `select format('alter role %I password %L', $1::text, $2::text) as sql`;
  const { rows } = await admin.query<{ sql: string }>(statement, [role, password]);
  for (const { sql } of rows) await admin.query(sql);
}

function urlOf(adminUrl: string, database: string): string {
  return Object.assign(new URL(adminUrl), { pathname: `/${database}` }).href;
}
