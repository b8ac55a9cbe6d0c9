import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartFault } from '../start-fault.ts';

/**
 * Opens `<stateDir>/<name>.db`, or a database in memory when there is no `stateDir`. What is committed survives the end of the
 * process, `kill -9` included; only the machine's own crash may cost the last commits, which saves a disk flush for each.
 */
export function openState(stateDir: string | undefined, name: string): DatabaseSync {
  if (stateDir === undefined) return new DatabaseSync(':memory:');
  mkdirSync(stateDir, { recursive: true });
  // Private keys and refresh tokens are among it.
  chmodSync(stateDir, 0o700);
  const file = join(stateDir, `${name}.db`);
  return readingState(file, () => {
    const database = new DatabaseSync(file);
    database.exec('pragma journal_mode = wal; pragma synchronous = normal');
    const damage = database.prepare('pragma quick_check').get()?.quick_check;
    if (damage !== 'ok') throw new Error(String(damage));
    return database;
  });
}

/** Tells of state that cannot be read what to do about it. */
export function readingState<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const [reason] = String(error instanceof Error ? error.message : error).split('\n');
    throw new StartFault(`The state in ${file} cannot be read (${reason}): start afresh with npm start -- --reset.`);
  }
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
