import { Rejection, Unavailable } from '@grocer/chassis/errors';
import { newId } from '@grocer/chassis/ids';
import { type Database, inTransaction } from '@grocer/chassis/postgres';
import type { CompetitorIndex } from '@grocer/contracts/pricing';
import { businessDateOf } from '../domain/business-date.ts';
import { replaceCompetitorIndex } from '../store/competitor-index.ts';
import { recordExpectedDemand, recordRecentDemand } from '../store/demand.ts';
import { findOpenRun, findScheduledRun, giveUpStalled, insertRun, lockRuns } from '../store/runs.ts';

/** How a run is asked for, when, and into how large shards it is cut. */
export interface RunRequest {
  readonly trigger: 'schedule' | 'manual';
  /** When the schedule was due; its run belongs to that day. */
  readonly dueAt: Date;
  readonly now: Date;
  readonly shardSize: number;
  /** What others ask, from this run on. */
  readonly competitorIndex?: CompetitorIndex | undefined;
}

/**
 * How long an open run may stand still before it is given up for another: by hand until its messages have been tried five times; by
 * the schedule less, for its host tries again for minutes only, and a night must not be lost.
 */
const PATIENCE_MS = { manual: 10 * 60_000, schedule: 60_000 };

/**
 * Opens a run and answers its id, or that of the run which is there: the schedule's of the same business date, or, when asked by
 * hand, the open one. The schedule waits for an open run by hand: it throws Unavailable, so that its host tries again.
 */
export async function openRun(database: Database, request: RunRequest): Promise<string> {
  const { trigger, dueAt, now, shardSize, competitorIndex } = request;
  return inTransaction(database, async (tx) => {
    await lockRuns(tx);
    const businessDate = businessDateOf(dueAt);
    const scheduled = trigger === 'schedule' ? await findScheduledRun(tx, businessDate) : undefined;
    if (scheduled) return scheduled;
    const before = new Date(now.getTime() - PATIENCE_MS[trigger]);
    await giveUpStalled(tx, { ofShards: before, ofSending: before });
    const open = await findOpenRun(tx);
    if (open && trigger === 'schedule') throw new Unavailable(`run ${open}, which is still open, so the next`);
    if (open && competitorIndex) throw new Rejection('request-in-progress', `run ${open} goes by another index`);
    if (open) return open;
    if (competitorIndex) await replaceCompetitorIndex(tx, competitorIndex, now);
    const id = newId();
    await insertRun(tx, { id, trigger, businessDate, now, shardSize });
    await recordRecentDemand(tx);
    await recordExpectedDemand(tx, id);
    return id;
  });
}
