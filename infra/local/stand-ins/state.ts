import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Opens `<stateDir>/<name>.db`, or a database in memory when there is no `stateDir`. What is committed survives the end of the
 * process, `kill -9` included; only the machine's own crash may cost the last commits, which saves a disk flush for each.
 */
export function openState(stateDir: string | undefined, name: string): DatabaseSync {
  if (stateDir === undefined) return new DatabaseSync(':memory:');
  mkdirSync(stateDir, { recursive: true });
  const database = new DatabaseSync(join(stateDir, `${name}.db`));
  database.exec('pragma journal_mode = wal; pragma synchronous = normal');
  return database;
}

/** Runs the work in one transaction, or in the one that is open: all of it is kept, or, when it throws, nothing. */
export function transact<T>(database: DatabaseSync, work: () => T): T {
  if (database.isTransaction) return work();
  database.exec('begin immediate');
  try {
    const result = work();
    database.exec('commit');
    return result;
  } catch (error) {
    database.exec('rollback');
    throw error;
  }
}
