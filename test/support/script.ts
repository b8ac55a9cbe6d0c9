import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** What a script printed, and how it ended. */
export interface ScriptResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

const tools = join(import.meta.dirname, '..', '..', 'tools');

/** Runs one of the scripts (`order`, `token`, …) against the estate in `folder`, as `npm run` would. */
export async function runScript(folder: string, name: string, args: readonly string[] = []): Promise<ScriptResult> {
  const child = spawn(process.execPath, [join(tools, `${name}.ts`), ...args], {
    env: { PATH: process.env.PATH ?? '', ESTATE_DIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { stdout, stderr, code };
}

/** A bearer token of a demo account. */
export async function tokenOf(folder: string, account: string): Promise<string> {
  const { stdout, stderr, code } = await runScript(folder, 'token', ['--as', account]);
  if (code !== 0) throw new Error(`no token: ${stderr}`);
  return stdout.trim();
}
