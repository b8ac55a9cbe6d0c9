import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { lastWords } from './last-words.ts';
import type { LogFile } from './log-file.ts';

/** A deployable's process: what runs, with which environment (nothing of the host's own but PATH), and where its output goes. */
export interface ProcessOptions {
  readonly entry: string;
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly log: LogFile;
}

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The end of its output. */
  readonly said: string;
}

/** An end in a few words, with the line that tells best why. */
export function describeExit({ code, signal, said }: Exit): string {
  const words = lastWords(said);
  if (signal) return signal;
  return code === 0 || words === '' ? `exit ${code}` : `exit ${code}: ${words}`;
}

/** A running process. */
export interface RunningProcess {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  /** Sends SIGTERM, and SIGKILL when it is still there after `graceMs`. */
  stop(graceMs: number): Promise<Exit>;
  kill(): void;
}

const SAID_LIMIT = 4000;

/** Three quarters of the memory limit for the old generation; a smaller young one would cost a busy process a twentieth of its time. */
const memoryFlags = (memoryMb: number) => [
  `--max-old-space-size=${Math.round(memoryMb * 0.75)}`,
  '--max-semi-space-size=16',
];

/** Starts a Node process that ends with this one. */
export function startProcess({ entry, args = [], env, memoryMb, log }: ProcessOptions): RunningProcess {
  const tether = join(import.meta.dirname, 'tether.mjs');
  const flags = [...memoryFlags(memoryMb), '--disable-warning=ExperimentalWarning', '--import', tether];
  const child = spawn(process.execPath, [...flags, entry, ...args], {
    cwd: '/',
    env: { PATH: process.env.PATH ?? '', ...env },
    // A session of its own: the terminal's Ctrl-C reaches the host alone, which stops its processes in order.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  let said = '';
  const keep = (chunk: Buffer) => {
    said = (said + chunk).slice(-SAID_LIMIT);
    log.write(chunk);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  child.stdio[3]?.on('error', () => undefined);
  const exited = watchExit(child).then(({ code, signal }): Exit => ({ code, signal, said }));
  return {
    pid: child.pid ?? 0,
    exited,
    kill: () => void child.kill('SIGKILL'),
    async stop(graceMs) {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      const exit = await exited;
      clearTimeout(timer);
      return exit;
    },
  };
}

async function watchExit(child: ChildProcess): Promise<Pick<Exit, 'code' | 'signal'>> {
  try {
    const [code, signal] = await once(child, 'close');
    return { code, signal };
  } catch {
    return { code: 1, signal: null }; // it could not be started at all
  }
}
