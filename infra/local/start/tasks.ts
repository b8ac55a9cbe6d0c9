import { join } from 'node:path';
import { openLogFile } from '../processes/log-file.ts';
import { startProcess } from '../processes/process.ts';
import type { EstateFolder } from './estate-folder.ts';

/** A task: a process that runs to its end before the rest starts. */
export interface Task {
  /** The repository. */
  readonly root: string;
  readonly folder: EstateFolder;
  readonly name: string;
  readonly entry: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Ends the task. */
  readonly signal: AbortSignal;
}

const MEMORY_MB = 256;

/** Runs a task; throws with what it said last when it fails, and the signal's reason when it is told to end. */
export async function runTask({ root, folder, name, entry, args, env, signal }: Task): Promise<void> {
  signal.throwIfAborted();
  const log = openLogFile(folder.join('logs', `${name}.log`));
  const running = startProcess({ entry: join(root, entry), args, env, memoryMb: MEMORY_MB, log });
  signal.addEventListener('abort', running.kill);
  const { code, said } = await running.exited;
  signal.removeEventListener('abort', running.kill);
  await log.close();
  signal.throwIfAborted();
  if (code !== 0) throw new Error(`the task ${name} failed (exit ${code}):\n${said.trim()}`);
}
