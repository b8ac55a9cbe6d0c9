import { Rejection } from '@grocer/chassis/errors';
import { type Database, inTransaction } from '@grocer/chassis/postgres';
import { findOpenRun, findRun, lockRuns, reopenRun } from '../store/runs.ts';

/**
 * Takes an incomplete run up again where it stopped; one that is open or closed stays as it is. Refused while another is open, and
 * when one of a later day has begun: a price would take two nights' steps in one.
 */
export async function resumeRun(database: Database, { runId, now }: { runId: string; now: Date }): Promise<void> {
  await inTransaction(database, async (tx) => {
    await lockRuns(tx);
    const run = await findRun(tx, runId);
    if (!run) throw new Rejection('not-found', `there is no run ${runId}`);
    if (run.status !== 'incomplete') return;
    if (run.isOutdated) throw new Rejection('precondition-failed', `a run of a later day has begun since ${runId}`);
    const open = await findOpenRun(tx);
    if (open) throw new Rejection('request-in-progress', `run ${open} is still open`);
    await reopenRun(tx, runId, now);
  });
}
