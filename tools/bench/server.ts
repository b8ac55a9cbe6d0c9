import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findFreePort } from '@grocer/local/processes/free-port';

/** A server that runs beside the estate to be measured against. */
export interface BareServer {
  readonly origin: string;
  readonly pid: number;
  /** From the start of its process to its first 200, in milliseconds. */
  readonly startMs: number;
  stop(): void;
}

const POLL_MS = 5;

/** Starts a file of this folder as a server and waits for its first 200. */
export async function startServer(file: string, env: Readonly<Record<string, string>> = {}): Promise<BareServer> {
  const port = await findFreePort();
  const origin = `http://127.0.0.1:${port}`;
  const startedAt = performance.now();
  const child: ChildProcess = spawn(process.execPath, [join(import.meta.dirname, file)], {
    env: { ...env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const stop = () => {
    process.off('exit', kill);
    kill();
  };
  while (!(await isUp(origin))) {
    if (child.exitCode !== null) throw new Error(`${file} ended with exit code ${child.exitCode}`);
    await delay(POLL_MS);
  }
  return { origin, pid: child.pid ?? 0, startMs: performance.now() - startedAt, stop };
}

async function isUp(origin: string): Promise<boolean> {
  return fetch(`${origin}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
}
