import { Rejection } from '@grocer/chassis/errors';
import type { Log } from '@grocer/chassis/log';
import type { Database } from '@grocer/chassis/postgres';
import { annotate } from '@grocer/chassis/telemetry/trace';
import type { Trigger } from '@grocer/chassis/trigger';
import { RepriceCommand, type RepriceRun } from '@grocer/contracts/pricing';
import { Value } from 'typebox/value';
import { readRun } from './store/read-run.ts';
import { openRun } from './workflows/open-run.ts';
import { resumeRun } from './workflows/resume-run.ts';
import { type ShardQueue, sendShards } from './workflows/send-shards.ts';
import { settleRun } from './workflows/settle-run.ts';

/** What planning works with. */
export interface Planning {
  readonly database: Database;
  readonly shardQueue: ShardQueue;
  readonly shardSize: number;
  readonly log: Log;
  readonly clock: () => Date;
}

/**
 * Opens a run and sends its shards; asked by hand for `{ resume }`, goes on with an incomplete one, for `{ runId }`, looks at that one.
 * Answers how the run stands.
 */
export async function plan(planning: Planning, trigger: Trigger): Promise<RepriceRun> {
  const { database, shardQueue, log } = planning;
  const now = planning.clock();
  const command = commandOf(trigger, now);
  await settleRun(database, shardQueue, now);
  if ('runId' in command) return existingRun(database, command.runId);
  const runId = await runOf(planning, command, now);
  annotate({ 'grocer.reprice.run_id': runId });
  const run = await existingRun(database, runId);
  if (run.status === 'open') await sendShards(database, shardQueue, { runId, now });
  tell(log, run);
  return run;
}

/** An incomplete run is an operator's business: `--resume` is theirs to say. */
function tell(log: Log, { runId, trigger, status, shards, shardsDone, failedShards }: RepriceRun): void {
  const told = { runId, trigger, status, shards, shardsDone };
  if (status === 'incomplete') log.error({ ...told, failedShards }, 're-pricing cannot finish');
  else log.info(told, 're-pricing planned');
}

/** The run that is to be worked on: resumed, or opened. */
async function runOf({ database, shardSize }: Planning, command: Opening, now: Date): Promise<string> {
  if ('resume' in command) {
    await resumeRun(database, { runId: command.resume, now });
    return command.resume;
  }
  const dueAt = command.trigger === 'schedule' ? command.dueAt : now;
  const competitorIndex = command.trigger === 'manual' ? command.competitorIndex : undefined;
  return openRun(database, { trigger: command.trigger, dueAt, now, shardSize, competitorIndex });
}

type Command = RepriceCommand | { readonly trigger: 'schedule'; readonly dueAt: Date };
type Opening = Exclude<Command, { runId: string }>;

/** A host tries the schedule's event for an hour at most; what is due on another day never came from a schedule. */
const SCHEDULE_REACH_MS = 24 * 3_600_000;

function commandOf(trigger: Trigger, now: Date): Command {
  if (trigger.by === 'schedule') return { trigger: 'schedule', dueAt: dueAtOf(trigger.at, now) };
  const input = trigger.input ?? { trigger: 'manual' };
  if (Value.Check(RepriceCommand, input)) return input;
  throw new Rejection(
    'validation-failed',
    'send { "trigger": "manual" } to start a run, { "runId": "…" } to follow one, { "resume": "…" } to take one up again',
  );
}

function dueAtOf(at: string, now: Date): Date {
  const dueAt = new Date(at);
  if (Math.abs(dueAt.getTime() - now.getTime()) <= SCHEDULE_REACH_MS) return dueAt;
  throw new Rejection(
    'validation-failed',
    `a schedule that is due at "${at}" opens no run: that is no time within a day of ${now.toISOString()}`,
  );
}

async function existingRun(database: Database, runId: string): Promise<RepriceRun> {
  const run = await readRun(database, runId);
  if (!run) throw new Rejection('not-found', `there is no run ${runId}`);
  return run;
}
