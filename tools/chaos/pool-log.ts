import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a deployable's pools had to do, by its log. */
export interface PoolWork {
  readonly rotations: number;
  readonly repeated: number;
  /** What the pool could not keep from its caller, be that a request, a message or a loop. */
  readonly unavailable: number;
}

const ROTATED = 'database credentials rotated';
const REPEATED = 'a database session was taken away: its work is done once more';

/** Counts in the log of a deployable in the estate of `folder`, all its instances together. */
export function countPoolWork(folder: string, deployable: string): PoolWork {
  const lines = readFileSync(join(folder, 'logs', `${deployable}.log`), 'utf8').split('\n');
  const count = (part: string) => lines.filter((line) => line.includes(part)).length;
  return {
    rotations: count(`"msg":"${ROTATED}"`),
    repeated: count(`"msg":"${REPEATED}"`),
    unavailable: count('database is unavailable'),
  };
}
