import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { TestEstate } from '@grocer/test-support/estate';
import { statusOf } from './estate-parts.ts';
import { memoryOfTree } from './process-tree.ts';
import type { Row } from './rows.ts';
import { spreadOf } from './statistics.ts';

const STARTS = 3;
const LIMIT_MS = 60_000;

/** How soon a replica that starts is ready, from the start of its process, with the products that the estate has. */
export async function measureStart(estate: TestEstate): Promise<Row> {
  const readyMs: number[] = [];
  for (let start = 0; start < STARTS; start += 1) readyMs.push(await restart(estate));
  return {
    what: 'ready',
    unit: 'ms',
    ours: spreadOf(readyMs),
    note: 'from the start of the process until all is read',
  };
}

/** What the replica takes of memory, as it is now. */
export function measureMemory(estate: TestEstate): Row | undefined {
  const { pid } = statusOf(estate, 'catalogue').instances[0] ?? {};
  const memory = pid === undefined ? undefined : memoryOfTree(pid)?.find((one) => one.pid === pid);
  if (!memory) return undefined;
  return { what: 'memory', unit: 'MB', ours: spreadOf([memory.rssMb]), note: 'one replica, resident, after the load' };
}

async function restart(estate: TestEstate): Promise<number> {
  const before = startsIn(estate).length;
  const { pid } = statusOf(estate, 'catalogue').instances[0] ?? {};
  if (pid !== undefined) process.kill(pid, 'SIGTERM');
  const endsAt = performance.now() + LIMIT_MS;
  for (;;) {
    const started = startsIn(estate)[before];
    if (started !== undefined && statusOf(estate, 'catalogue').instances.some(({ state }) => state === 'ready')) {
      return started;
    }
    if (performance.now() > endsAt) throw new Error('the catalogue does not start again');
    await delay(100);
  }
}

/** What each replica has said of its start, in milliseconds. */
function startsIn({ folder }: TestEstate): number[] {
  const lines = globSync(join(folder, 'logs', 'catalogue*.log')).flatMap((file) =>
    readFileSync(file, 'utf8').split('\n'),
  );
  return lines.flatMap((line) => Number(/"sinceStartMs":(\d+)/.exec(line)?.[1] ?? []) || []);
}
