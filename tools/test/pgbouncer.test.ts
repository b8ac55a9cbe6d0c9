import { randomUUID } from 'node:crypto';
import { staticCredentials } from '@grocer/chassis/credentials';
import { createDatabase, inTransaction } from '@grocer/chassis/postgres';
import { findFreePort } from '@grocer/local/processes/free-port';
import { createTestDatabase } from '@grocer/test-support/database';
import { expect, test } from 'vitest';
import { findPgbouncer, lookupStatements, startPgbouncer } from '../drill/pgbouncer.ts';

const silent = () => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent };
const command = findPgbouncer();

test.runIf(command)('shares few connections among many logins, those made after its start too', async () => {
  const { url, admin, drop } = await createTestDatabase();
  const { port: databasePort, pathname } = new URL(url);
  const database = pathname.slice(1);
  const unique = randomUUID().replaceAll('-', '');
  const own = { database, user: `proxy_${unique}`, password: 'of-the-proxy' };
  for (const statement of lookupStatements(own)) await admin.query(statement);
  const port = await findFreePort();
  const places = { port, databasePort: Number(databasePort), connections: 3 };
  const proxy = await startPgbouncer(command ?? '', { ...own, ...places });

  const users = Array.from({ length: 8 }, (_, index) => `shard_${index}_${unique}`);
  for (const user of users) await admin.query(`create role ${user} login password 'its-own' in role pricing`);
  const pools = users.map((user) =>
    createDatabase({
      url: `postgres://localhost:${port}/${database}`,
      credentials: staticCredentials(user, 'its-own'),
      max: 1,
      statementTimeoutMs: 10_000,
      applicationName: 'shard',
      log,
    }),
  );
  const seen = await Promise.all(
    pools.map((pool) =>
      inTransaction(pool, async (tx) => {
        const { rows } = await tx.query<{ user: string; sessions: number }>(
          `select session_user as user, (select count(*) from pg_stat_activity where datname = current_database()
             and usename = any ($1))::int as sessions, pg_sleep(0.05)::text`,
          [users],
        );
        return rows[0];
      }),
    ),
  );
  expect(seen.map((row) => row?.user)).toEqual(users);
  expect(Math.max(...seen.map((row) => row?.sessions ?? 0))).toBeLessThanOrEqual(3);

  await Promise.all(pools.map((pool) => pool.end()));
  await proxy.stop();
  await drop();
  const cluster = await createTestDatabase();
  for (const user of [...users, own.user]) await cluster.admin.query(`drop role ${user}`);
  await cluster.drop();
});
