import { Unavailable } from '@grocer/chassis/errors';
import { newId } from '@grocer/chassis/ids';
import { type Database, inTransaction } from '@grocer/chassis/postgres';
import { businessDateOf } from '../domain/business-date.ts';
import { findOpenRun, findScheduledRun, giveUpRuns, insertRun, lockRuns, recordExpectedDemand } from '../store/runs.ts';

/** How a run is asked for, when, and into how large shards it is cut. */
export interface RunRequest {
  readonly trigger: 'schedule' | 'manual';
  /** When the schedule was due; its run belongs to that day. */
  readonly dueAt: Date;
  readonly now: Date;
  readonly shardSize: number;
}

/**
 * How long an open run is waited for before it is given up: by hand until its messages have been tried five times; by the schedule
 * less, for its host tries again for minutes only, and a night must not be lost.
 */
const PATIENCE_MS = { manual: 10 * 60_000, schedule: 60_000 };

/**
 * Opens a run and answers its id, or that of the run which is there: the schedule's of the same business date, or, when asked by
 * hand, the open one. The schedule waits for an open run by hand: it throws Unavailable, so that its host tries again.
 */
export async function openRun(database: Database, { trigger, dueAt, now, shardSize }: RunRequest): Promise<string> {
  return inTransaction(database, async (tx) => {
    await lockRuns(tx);
    const businessDate = businessDateOf(dueAt);
    const scheduled = trigger === 'schedule' ? await findScheduledRun(tx, businessDate) : undefined;
    if (scheduled) return scheduled;
    await giveUpRuns(tx, new Date(now.getTime() - PATIENCE_MS[trigger]));
    const open = await findOpenRun(tx);
    if (open && trigger === 'schedule') throw new Unavailable(`run ${open}, which is still open, so the next`);
    if (open) return open;
    const id = newId();
    await insertRun(tx, { id, trigger, businessDate, now, shardSize });
    await recordExpectedDemand(tx, id);
    return id;
  });
}
