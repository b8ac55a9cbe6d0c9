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
}

const MEMORY_MB = 256;

/** Runs a task; throws with what it said last when it fails. */
export async function runTask({ root, folder, name, entry, args, env }: Task): Promise<void> {
  const file = openLogFile(folder.join('logs', `${name}.log`));
  let said = '';
  const log = {
    ...file,
    write(chunk: string | Buffer) {
      said = (said + chunk).slice(-4000);
      file.write(chunk);
    },
  };
  const { code } = await startProcess({ entry: join(root, entry), args, env, memoryMb: MEMORY_MB, log }).exited;
  await file.close();
  if (code !== 0) throw new Error(`the task ${name} failed (exit ${code}):\n${said.trim()}`);
}
