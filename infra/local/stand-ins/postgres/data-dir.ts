import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StartFault } from '../../start-fault.ts';
import { handOver, isRoot, unprivileged } from './binaries.ts';

/** A data folder that this Postgres cannot work with; the message says what to do. */
export class UnusableDataDir extends StartFault {
  constructor(dataDir: string, reason: string) {
    super(`the database in ${dataDir} cannot be used (${reason}): run npm start -- --reset for a fresh one`);
  }
}

/** How a process that was started inside the data folder names it: root's unprivileged child may be unable to walk there. */
export function seenFromInside(dataDir: string): string {
  return isRoot && process.platform === 'linux' ? '/proc/self/cwd' : dataDir;
}

/** The superuser's password of the cluster in `dataDir`, which is made when it is not there yet; the password is kept beside it. */
export function openDataDir(bin: string, dataDir: string): string {
  const passwordFile = `${dataDir}.password`;
  if (existsSync(dataDir)) return readPassword(dataDir, passwordFile);
  const password = randomBytes(24).toString('base64url');
  mkdirSync(dirname(dataDir), { recursive: true });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  initialise(bin, dataDir, password);
  return password;
}

function readPassword(dataDir: string, passwordFile: string): string {
  try {
    readFileSync(join(dataDir, 'PG_VERSION'));
    return readFileSync(passwordFile, 'utf8');
  } catch (error) {
    throw new UnusableDataDir(dataDir, error instanceof Error ? error.message : String(error));
  }
}

/** Made under another name first, so that a folder which exists is whole, whenever this process was killed. */
function initialise(bin: string, dataDir: string, password: string): void {
  const unfinished = `${dataDir}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  handOver(unfinished);
  const options = [
    `--pgdata=${seenFromInside(unfinished)}`,
    '--username=postgres',
    '--pwfile=/dev/stdin',
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-sync',
    '--no-instructions',
  ];
  // Node's own pipes are sockets, which nothing can open by name; `cat` makes a real one.
  const made = spawnSync('sh', ['-c', 'cat | "$@"', 'sh', join(bin, 'initdb'), ...options], {
    ...unprivileged,
    cwd: unfinished,
    input: password,
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.error?.message ?? made.stderr.trim()}`);
  renameSync(unfinished, dataDir);
}
