import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { exitOf, startEntry } from './process.ts';

/** What a script printed, and how it ended. */
export interface ScriptResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

const tools = join(import.meta.dirname, '..', '..', 'tools');

/** Runs one of the scripts (`order`, `token`, …) against the estate in `folder`, as `npm run` would. */
export async function runScript(folder: string, name: string, args: readonly string[] = []): Promise<ScriptResult> {
  const env = { PATH: process.env.PATH ?? '', ESTATE_DIR: folder };
  const child = startEntry(join(tools, `${name}.ts`), env, args);
  const { stdout: out, stderr: err } = child;
  if (!out || !err) throw new Error('the output is not piped');
  const [stdout, stderr, code] = await Promise.all([text(out), text(err), exitOf(child)]);
  return { stdout, stderr, code };
}

/** A bearer token of a demo account. */
export async function tokenOf(folder: string, account: string): Promise<string> {
  const { stdout, stderr, code } = await runScript(folder, 'token', ['--as', account]);
  if (code !== 0) throw new Error(`no token: ${stderr}`);
  return stdout.trim();
}
