import { accessSync, constants, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartFault } from './start-fault.ts';

/** The folder that holds an estate's data, logs and addresses; it belongs to one running estate at a time. */
export interface EstateFolder {
  readonly path: string;
  /** A path inside. */
  join(...parts: string[]): string;
  /** Removes everything but the lock. */
  reset(): void;
  release(): void;
}

const LOCK_FILE = 'lock.db';
const PID_FILE = 'pid';

/** Takes an estate's folder, made if need be. The lock is the system's own: it ends with the process, however that ends. */
export function takeEstateFolder(path: string): EstateFolder {
  try {
    mkdirSync(path, { recursive: true });
    accessSync(path, constants.W_OK);
  } catch {
    throw new StartFault(`${path} cannot be written: make it writable, or name another folder by ESTATE_DIR.`);
  }
  const lock = lockFile(path);
  writeFileSync(join(path, PID_FILE), String(process.pid));
  return {
    path,
    join: (...parts) => join(path, ...parts),
    reset() {
      for (const name of readdirSync(path)) {
        if (!name.startsWith(LOCK_FILE) && name !== PID_FILE)
          rmSync(join(path, name), { recursive: true, force: true });
      }
    },
    release() {
      rmSync(join(path, PID_FILE), { force: true });
      lock.close();
    },
  };
}

function lockFile(path: string): DatabaseSync {
  const lock = new DatabaseSync(join(path, LOCK_FILE), { timeout: 0 });
  try {
    lock.exec('begin exclusive');
    return lock;
  } catch (error) {
    lock.close();
    const isHeld = error instanceof Error && error.message.includes('locked');
    if (!isHeld) throw new StartFault(`The state in ${path} cannot be read: start afresh with npm start -- --reset.`);
    throw new StartFault(
      `Grocer already runs here (process ${ownerOf(path)}): use that one, stop it first, or start another with ESTATE_DIR and ESTATE_PORT_OFFSET set.`,
    );
  }
}

function ownerOf(path: string): string {
  try {
    return readFileSync(join(path, PID_FILE), 'utf8');
  } catch {
    return 'unknown';
  }
}
