import { randomUUID } from 'node:crypto';
import { type Credentials, staticCredentials } from '@grocer/chassis/credentials';
import { createLog } from '@grocer/chassis/log';
import { createDatabase, type Database } from '@grocer/chassis/postgres';
import { bootstrapSchemas, inTurn } from '@grocer/database/bootstrap';
import { inject } from 'vitest';

/** The groups a test may act as, by logins that are members of one group each, like those that Vault issues. */
export const groups = ['catalogue', 'pricing', 'checkout', 'warehouse', 'migrator', 'auditor'] as const;

export type Group = (typeof groups)[number];

/** A database of a test's own, as migrated as the estate's. */
export interface TestDatabase {
  /** `postgres://host:port/database`, without a login. */
  url: string;
  /** The superuser's pool, for arranging and for looking. */
  admin: Database;
  /** A pool with the rights of a group, and no others. */
  as(group: Group): Database;
  /** One more pool with the rights of a group, as another instance has its own. */
  another(group: Group, max: number): Database;
  /** Ends every pool and drops the database. */
  drop(): Promise<void>;
}

export const templateDatabase = 'template_grocer';

/** Clones the migrated template: once per test file, in `beforeAll`. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const adminUrl = inject('postgresUrl');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const cluster = connect(adminUrl, 'postgres');
  const admin = connect(adminUrl, name);
  const pools = new Map<Group, Database>();
  const others: Database[] = [];
  const loginAs = (group: Group) => ({ user: `test_${group}`, password: inject('testPassword') });
  await clone(cluster, admin, name);
  return {
    url: addressOf(adminUrl, name),
    admin,
    as(group) {
      const pool = pools.get(group) ?? connect(adminUrl, name, loginAs(group));
      pools.set(group, pool);
      return pool;
    },
    another(group, max) {
      const pool = connect(adminUrl, name, loginAs(group), max);
      others.push(pool);
      return pool;
    },
    async drop() {
      await Promise.all([admin, ...pools.values(), ...others].map((pool) => pool.end()));
      await cluster.query(`drop database ${name} with (force)`);
      await cluster.end();
    },
  };
}

/** A pool in a database of the run's cluster, by default the superuser's. */
export function connect(adminUrl: string, database: string, login = loginOf(adminUrl), max = 5): Database {
  return createDatabase({
    url: addressOf(adminUrl, database),
    credentials: staticCredentials(login.user, login.password),
    max,
    applicationName: 'test',
    log: createLog({ name: 'test', level: 'error' }),
  });
}

/** A clone lacks its template's privileges on the database itself, which bootstrapping it again gives. */
async function clone(cluster: Database, admin: Database, name: string): Promise<void> {
  await inTurn(cluster, async (turn) => {
    await turn.query(`create database ${name} template ${templateDatabase}`);
    await bootstrapSchemas(admin);
  });
}

function loginOf(url: string): Credentials {
  const { username, password } = new URL(url);
  return { user: username, password };
}

function addressOf(url: string, database: string): string {
  return `postgres://${new URL(url).host}/${database}`;
}
