import { setTimeout as delay } from 'node:timers/promises';
import type { TestEstate } from '@grocer/test-support/estate';
import { memoryOfTree } from './process-tree.ts';
import type { Row } from './rows.ts';
import { spreadOf } from './statistics.ts';

/** At rest: this long after the last request. */
const REST_MS = 15_000;
const LIMIT_MB = 1024;

/** The memory of all processes at rest, npm and the launcher included (sum of PSS; Linux alone can tell). */
export async function measureMemory({ pid }: TestEstate): Promise<Row[]> {
  await delay(REST_MS);
  const processes = memoryOfTree(pid);
  if (!processes) return [{ what: 'memory at rest', unit: 'MiB', note: 'not measured: this system has no /proc' }];
  const total = processes.reduce((sum, { pssMb }) => sum + pssMb, 0);
  return [
    {
      what: 'memory at rest',
      unit: 'MiB',
      ours: spreadOf([total]),
      limit: spreadOf([LIMIT_MB]),
      ratio: spreadOf([total / LIMIT_MB]),
      note: `${processes.length} processes, sum of PSS : 1 GiB`,
    },
  ];
}
