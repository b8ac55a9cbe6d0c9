import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const tether = fileURLToPath(new URL('../../infra/local/processes/tether.mjs', import.meta.url));

/** Flags that end a Node process together with the one that started it, who leaves a pipe at its file descriptor 3. */
export const tetherFlags = ['--disable-warning=ExperimentalWarning', '--import', tether];

/** Where the flags' pipe is; output is piped too. */
export const tetheredStdio: ['ignore', 'pipe', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe', 'pipe'];

/** Starts a file as a Node process with just this environment; it ends with this process, even when this one is killed. */
export function startEntry(
  entry: string,
  env: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): ChildProcess {
  return spawn(process.execPath, [...tetherFlags, entry, ...args], { env: { ...env }, stdio: tetheredStdio });
}

/** Collects what a process prints from now on. */
export function collectOutput({ stdout, stderr }: ChildProcess): () => string {
  let output = '';
  for (const stream of [stdout, stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  return () => output;
}

/** Resolves to the exit code once a process has ended and all it printed is read. */
export async function exitOf(child: ChildProcess): Promise<number | null> {
  const [code]: (number | null)[] = await once(child, 'close');
  return code ?? null;
}

/** The address in the log line that says that the service listens. */
export async function listeningAddress(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('the log is not piped');
  for await (const text of createInterface(child.stdout)) {
    const line = JSON.parse(text) as { msg?: string; address?: string };
    if (line.msg === 'listening' && line.address) return line.address;
  }
  throw new Error('the process ended before it listened');
}
