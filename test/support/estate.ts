import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Endpoints } from '@grocer/local/estate';
import { findFreePort, isFree } from '@grocer/local/processes/free-port';
import { collectOutput, tetheredStdio, tetherFlags } from './process.ts';

/** An estate of a test's own, as `npm start` runs it: its own folder, its own ports. */
export interface TestEstate {
  readonly endpoints: Endpoints;
  /** Its folder, in place of `.estate/`. */
  readonly folder: string;
  readonly pid: number;
  /** What it has printed so far. */
  output(): string;
  /** Sends SIGTERM and waits for the end; resolves to the exit code. */
  stop(): Promise<number | null>;
}

/** How to start: an existing folder keeps its data and is not removed by `stop`. */
export interface TestEstateOptions {
  readonly folder?: string;
  readonly args?: readonly string[];
  /** Start it by `npm start`, launcher included, instead of by its entry. */
  readonly isByNpm?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

const root = join(import.meta.dirname, '..', '..');
const byNpm = ['npm', 'start', '--'] as const;
const byEntry = [process.execPath, ...tetherFlags, join(root, 'infra/local/main.ts')] as const;
const START_LIMIT_MS = 60_000;
const names = ['EDGE', 'OBSERVATORY', 'ISSUER', 'GATEWAY', 'FUNCTIONS', 'VAULT', 'SQS', 'APPLIANCE', 'POSTGRES'];

/** Starts an estate and waits until an order can be placed. It ends with the test process, however that ends. */
export async function startTestEstate(options: TestEstateOptions = {}): Promise<TestEstate> {
  const own = options.folder ?? mkdtempSync(join(tmpdir(), 'grocer-estate-'));
  const { child, output, exited } = await launch(own, options);
  await untilSaid('Grocer is up', { child, output });
  return {
    endpoints: JSON.parse(readFileSync(join(own, 'endpoints.json'), 'utf8')),
    folder: own,
    pid: child.pid ?? 0,
    output,
    async stop() {
      child.kill('SIGTERM');
      const [code] = await exited;
      if (!options.folder) rmSync(own, { recursive: true, force: true });
      return code;
    },
  };
}

/** Starts an estate in `folder`, and sends SIGINT as soon as it has said `line`; resolves to what it said, and where it would have listened. */
export async function interruptTestEstate(
  folder: string,
  line: string,
): Promise<{ code: number | null; output: string; addresses: Record<string, string> }> {
  const { child, output, exited, addresses } = await launch(folder, {});
  await untilSaid(line, { child, output });
  child.kill('SIGINT');
  const [code] = await exited;
  return { code, output: output(), addresses };
}

async function launch(folder: string, { args = [], env = {}, isByNpm = false }: TestEstateOptions) {
  const ports: Record<string, string> = {};
  for (const name of names) ports[`ESTATE_${name}_PORT`] = String(await findFreePort());
  const [command, ...before] = isByNpm ? byNpm : byEntry;
  const child = spawn(command, [...before, ...args], {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...ports, ...env, ESTATE_DIR: folder },
    stdio: tetheredStdio,
  });
  const addresses = Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, `tcp://localhost:${port}`]));
  return { child, output: collectOutput(child), exited: once(child, 'exit'), addresses };
}

async function untilSaid(
  line: string,
  { child, output }: { child: ChildProcess; output: () => string },
): Promise<void> {
  const giveUpAt = Date.now() + START_LIMIT_MS;
  while (!output().includes(line)) {
    if (child.exitCode !== null || Date.now() > giveUpAt) {
      child.kill('SIGKILL');
      throw new Error(`the estate did not start:\n${output()}`);
    }
    await delay(20);
  }
}

/** The addresses of an estate that something still listens on. */
export async function stillListening(endpoints: Readonly<Record<string, string>>): Promise<string[]> {
  const addresses = await Promise.all(
    Object.values(endpoints).map(async (url) => ((await isFree(Number(new URL(url).port))) ? [] : [url])),
  );
  return addresses.flat();
}
