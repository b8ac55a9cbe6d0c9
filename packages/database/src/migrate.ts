import { createHash } from 'node:crypto';
import { glob, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Log } from '@grocer/chassis/log';
import { type Database, inTransaction, type Tx } from '@grocer/chassis/postgres';

/** The workspaces that own a schema: each keeps its migrations, `NNN-name.sql`, in its folder `migrations/`. */
const schemas = {
  'packages/orders': 'checkout',
  'services/catalogue': 'catalogue',
  'functions/reprice': 'pricing',
  'appliance-shim': 'warehouse',
};

const repository = fileURLToPath(new URL('../../../', import.meta.url));

export interface Migration {
  /** `<schema>/<file name>` */
  name: string;
  schema: string;
  sql: string;
}

/** Every workspace's migrations, in the order in which they run. */
export async function readMigrations(root = repository): Promise<Migration[]> {
  const workspaces = Object.entries(schemas).map(([workspace, schema]) => readWorkspace(join(root, workspace), schema));
  return (await Promise.all(workspaces)).flat();
}

/**
 * Applies what is not applied yet, each in a transaction of its own as the owner of its schema; returns their names.
 * Any number of these may run at once. The login has to be a member of `migrator`.
 */
export async function migrate(database: Database, migrations: Migration[], log: Log): Promise<string[]> {
  await prepare(database);
  const applied: string[] = [];
  for (const migration of migrations) {
    if (await inTransaction(database, (tx) => applyOnce(tx, migration))) {
      applied.push(migration.name);
      log.info({ migration: migration.name }, 'migration applied');
    }
  }
  return applied;
}

async function readWorkspace(workspace: string, schema: string): Promise<Migration[]> {
  const files = await Array.fromAsync(glob('migrations/*', { cwd: workspace }));
  return Promise.all(
    files.sort().map(async (file) => {
      const path = join(workspace, file);
      if (!/^\d{3}-[a-z0-9-]+\.sql$/.test(basename(file))) throw new Error(`${path} is not named NNN-name.sql`);
      return { name: `${schema}/${basename(file)}`, schema, sql: await readFile(path, 'utf8') };
    }),
  );
}

async function prepare(database: Database): Promise<void> {
  await inTransaction(database, async (tx) => {
    await lock(tx);
    await tx.query('set local role migrator');
    await tx.query(`create table if not exists migrations.applied (
      name text primary key,
      checksum text not null,
      applied_at timestamptz not null default now()
    )`);
  });
}

async function applyOnce(tx: Tx, { name, schema, sql }: Migration): Promise<boolean> {
  await lock(tx);
  const checksum = createHash('sha256').update(sql).digest('hex');
  const before = await tx.query<{ checksum: string }>('select checksum from migrations.applied where name = $1', [
    name,
  ]);
  const [recorded] = before.rows;
  if (recorded && recorded.checksum !== checksum) {
    throw new Error(
      `${name} was edited after it had been applied: restore it, and put the change into a new migration`,
    );
  }
  if (recorded) return false;
  await tx.query(`set local role ${schema}_owner`);
  await tx.query(sql).catch((error: unknown) => {
    throw new Error(`${name} failed: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  });
  await tx.query('set local role migrator');
  await tx.query('insert into migrations.applied (name, checksum) values ($1, $2)', [name, checksum]);
  return true;
}

/** One migration at a time in the whole database; the lock ends with the transaction. */
async function lock(tx: Tx): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('grocer migrations'))`);
}
