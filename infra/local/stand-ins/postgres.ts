import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { PortInUse } from '../processes/ports.ts';
import { handOver, locateBinaries, scratchRoot, unprivileged } from './postgres/binaries.ts';
import { openDataDir, seenFromInside, UnusableDataDir } from './postgres/data-dir.ts';

export interface PostgresOptions {
  port: number;
  /** Where the data outlives a restart; without it, it ends with the process. */
  dataDir?: string;
  settings?: Record<string, string>;
}

export interface Postgres {
  /** The superuser's connection to database `postgres`, password included. */
  url: string;
  port: number;
  /** Settles when the server has ended, whoever ended it. */
  exited: Promise<void>;
  stop(): Promise<void>;
}

const defaults = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '16MB',
  synchronous_commit: 'on',
  timezone: 'UTC',
};

/** A real PostgreSQL from npm, which needs neither Docker nor the machine's own. */
export async function startPostgres({ port, dataDir, settings }: PostgresOptions): Promise<Postgres> {
  let scratch: string | undefined;
  const makeScratch = () => {
    scratch ??= mkdtempSync(join(scratchRoot(), 'grocer-postgres-'));
    handOver(scratch);
    return scratch;
  };
  try {
    const bin = locateBinaries(makeScratch);
    const directory = dataDir ?? join(makeScratch(), 'data');
    const password = openDataDir(bin, directory);
    const server = { bin, directory, scratch: scratch ?? '', settings: { ...defaults, ...settings } };
    const running = await (port === 0 ? launchOnAnyPort(server) : launch(server, port));
    const gone = once(running.child, 'exit');
    const stop = async () => {
      running.child.stdin.end();
      await gone;
    };
    const url = `postgres://postgres:${password}@127.0.0.1:${running.port}/postgres`;
    return { url, port: running.port, exited: running.exited, stop };
  } catch (error) {
    if (scratch !== undefined) rmSync(scratch, { recursive: true, force: true });
    throw error;
  }
}

interface Server {
  bin: string;
  directory: string;
  scratch: string;
  settings: Record<string, string>;
}

type Child = ChildProcessByStdio<Writable, null, Readable>;

interface Running {
  child: Child;
  port: number;
  exited: Promise<void>;
}

/** Ports above 32767 are the system's own to hand out, so they are never free for certain. */
async function launchOnAnyPort(server: Server): Promise<Running> {
  for (;;) {
    const port = 16_384 + Math.floor(Math.random() * 16_384);
    try {
      return await launch(server, port);
    } catch (error) {
      if (!(error instanceof PortInUse)) throw error;
    }
  }
}

async function launch(server: Server, port: number): Promise<Running> {
  const giveUpAt = Date.now() + 10_000;
  for (;;) {
    const child = spawnServer(server, port);
    const exited = once(child.stderr, 'close').then(() => undefined);
    const failure = await untilReady(child, exited);
    if (failure === undefined) return { child, port, exited };
    child.kill('SIGKILL');
    if (/could not bind/.test(failure)) throw new PortInUse(port, 'ESTATE_POSTGRES_PORT');
    if (!/postmaster\.pid|still in use/.test(failure)) throw new UnusableDataDir(server.directory, lastFault(failure));
    if (Date.now() > giveUpAt) throw new Error(`the database in ${server.directory} is in use: stop the other estate`);
    await sleep(100);
  }
}

// Postgres lives as long as the pipe to this process does: it stops however this process ends, SIGKILL included, and its
// scratch folder goes with it. A session of its own keeps the terminal's Ctrl-C away, so that it goes last, after its clients.
// Standard error is Postgres's alone, so that its end tells of Postgres's.
const watch = `
scratch=$1; shift
"$@" & postgres=$!
exec 2>/dev/null
read -r _
kill -INT $postgres
wait $postgres
[ -z "$scratch" ] || rm -rf "$scratch"`;

function spawnServer({ bin, directory, scratch, settings }: Server, port: number): Child {
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const command = [join(bin, 'postgres'), '-D', seenFromInside(directory), '-p', String(port), ...flags];
  return spawn('sh', ['-c', watch, 'sh', scratch, ...command], {
    ...unprivileged,
    cwd: directory,
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
}

/** Resolves to nothing once the server takes connections, else to what it said before it ended. */
async function untilReady(child: Child, exited: Promise<void>): Promise<string | undefined> {
  const ready = Promise.withResolvers<undefined>();
  let said = '';
  child.on('error', (error) => {
    said = error.message;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-8_000);
    if (said.includes('ready to accept connections')) ready.resolve(undefined);
  });
  return Promise.race([ready.promise, exited.then(() => said)]);
}

function lastFault(log: string): string {
  const faults = log.match(/(?<=(?:FATAL|PANIC): {2}).+/g);
  return faults?.at(-1) ?? log.trim().split('\n').at(-1) ?? 'no reason given';
}
