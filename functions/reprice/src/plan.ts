import { Rejection } from '@grocer/chassis/errors';
import type { Log } from '@grocer/chassis/log';
import type { Database } from '@grocer/chassis/postgres';
import { annotate } from '@grocer/chassis/telemetry/trace';
import type { Trigger } from '@grocer/chassis/trigger';
import { RepriceCommand, type RepriceRun } from '@grocer/contracts/pricing';
import { Value } from 'typebox/value';
import { readRun } from './store/runs.ts';
import { openRun } from './workflows/open-run.ts';
import { type ShardQueue, sendShards } from './workflows/send-shards.ts';

/** What planning works with. */
export interface Planning {
  readonly database: Database;
  readonly shardQueue: ShardQueue;
  readonly shardSize: number;
  readonly log: Log;
  readonly clock: () => Date;
}

/** Opens a run and sends its shards, or, asked by hand for `{ runId }`, looks at that one; answers how the run stands. */
export async function plan(planning: Planning, trigger: Trigger): Promise<RepriceRun> {
  const { database, shardQueue, shardSize, log } = planning;
  const command = commandOf(trigger);
  if ('runId' in command) return existingRun(database, command.runId);
  const now = planning.clock();
  const dueAt = trigger.by === 'schedule' ? new Date(trigger.at) : now;
  const runId = await openRun(database, { trigger: command.trigger, dueAt, now, shardSize });
  annotate({ 'grocer.reprice.run_id': runId });
  const run = await existingRun(database, runId);
  if (run.status === 'open') await sendShards(database, shardQueue, { runId, now });
  log.info({ runId, trigger: run.trigger, status: run.status, shards: run.shards }, 're-pricing planned');
  return run;
}

function commandOf(trigger: Trigger): RepriceCommand {
  if (trigger.by === 'schedule') return { trigger: 'schedule' };
  const input = trigger.input ?? { trigger: 'manual' };
  if (Value.Check(RepriceCommand, input)) return input;
  throw new Rejection(
    'validation-failed',
    'send { "trigger": "manual" } to start a run, { "runId": "…" } to follow one',
  );
}

async function existingRun(database: Database, runId: string): Promise<RepriceRun> {
  const run = await readRun(database, runId);
  if (!run) throw new Rejection('not-found', `there is no run ${runId}`);
  return run;
}
