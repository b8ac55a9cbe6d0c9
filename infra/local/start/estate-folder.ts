import { accessSync, constants, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartFault } from '../start-fault.ts';

/** The folder that holds an estate's data, logs and addresses; it belongs to one running estate at a time. */
export interface EstateFolder {
  readonly path: string;
  /** A path inside. */
  join(...parts: string[]): string;
  release(): void;
}

const LOCK_FILE = 'lock.db';
const PID_FILE = 'pid';

/**
 * Takes an estate's folder, made if need be, and empties it first where that is asked. The lock is the system's own: it ends
 * with the process, however that ends.
 */
export function takeEstateFolder(path: string, { isReset }: { isReset: boolean }): EstateFolder {
  try {
    mkdirSync(path, { recursive: true });
    accessSync(path, constants.W_OK);
  } catch {
    throw new StartFault(`${path} cannot be written: make it writable, or name another folder by ESTATE_DIR.`);
  }
  const lock = lockFolder(path, isReset);
  if (isReset) empty(path);
  // An estate that was killed leaves them; they mean that an order can be placed.
  for (const file of ['endpoints.json', 'status.json']) rmSync(join(path, file), { force: true });
  writeFileSync(join(path, PID_FILE), String(process.pid));
  return {
    path,
    join: (...parts) => join(path, ...parts),
    release() {
      rmSync(join(path, PID_FILE), { force: true });
      lock.close();
    },
  };
}

function lockFolder(path: string, isReset: boolean): DatabaseSync {
  const file = join(path, LOCK_FILE);
  const lock = new DatabaseSync(file, { timeout: 0 });
  try {
    lock.exec('begin exclusive');
    return lock;
  } catch (error) {
    lock.close();
    if (error instanceof Error && error.message.includes('locked')) throw new StartFault(alreadyRunning(path));
    if (!isReset) throw new StartFault(`The state in ${path} cannot be read: start afresh with npm start -- --reset.`);
    rmSync(file);
    return lockFolder(path, false);
  }
}

function alreadyRunning(path: string): string {
  const advice = 'use that one, stop it first, or start another with ESTATE_DIR and ESTATE_PORT_OFFSET set';
  return `Grocer already runs here (process ${ownerOf(path)}): ${advice}.`;
}

/** Removes everything but the lock. */
function empty(path: string): void {
  for (const name of readdirSync(path)) {
    if (!name.startsWith(LOCK_FILE)) rmSync(join(path, name), { recursive: true, force: true });
  }
}

function ownerOf(path: string): string {
  try {
    return readFileSync(join(path, PID_FILE), 'utf8');
  } catch {
    return 'unknown';
  }
}
