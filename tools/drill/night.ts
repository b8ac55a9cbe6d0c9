import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { RepriceCommand, RepriceRun } from '@grocer/contracts/pricing';
import { ask } from '../ask.ts';
import type { Endpoints } from '../endpoints.ts';
import { ToolFault } from '../run-tool.ts';

/** How one re-pricing went. */
export interface Night {
  readonly status: RepriceRun['status'];
  readonly seconds: number;
  readonly shardsDone: number;
}

/** What went wrong in it, as the function's log has it. */
export interface Errors {
  /** Invocations in all; those beyond one a shard were repetitions. */
  readonly invocations: number;
  /** Invocations that ended in an error of their own: out of time, or not started at all. */
  readonly failedInvocations: number;
  /** Messages that failed, and came back. */
  readonly failedMessages: number;
}

const POLL_MS = 500;

/** Starts a run by hand and follows it to its end, or until patience ends. */
export async function runNight(endpoints: Endpoints, token: string, patienceMs: number): Promise<Night> {
  const startedAt = performance.now();
  let run = await invokePlan(endpoints, token, { trigger: 'manual' });
  while (run?.status === 'open' || run === undefined) {
    if (performance.now() - startedAt > patienceMs) break;
    await delay(POLL_MS);
    run = (await invokePlan(endpoints, token, run ? { runId: run.runId } : { trigger: 'manual' })) ?? run;
  }
  const seconds = (performance.now() - startedAt) / 1000;
  return { status: run?.status ?? 'open', seconds, shardsDone: run?.shardsDone ?? 0 };
}

/** Undefined when the function itself finds no connection. */
async function invokePlan(
  { functions }: Endpoints,
  token: string,
  command: RepriceCommand,
): Promise<RepriceRun | undefined> {
  const response = await ask(`${functions}/2015-03-31/functions/reprice-plan/invocations`, { token, json: command });
  const answer: RepriceRun = await response.json();
  return response.headers.has('x-amz-function-error') ? undefined : answer;
}

/** Counts what the shards' log tells. */
export function countErrors(estateFolder: string): Errors {
  const lines = readLog(estateFolder);
  const count = (...words: string[]) => lines.filter((line) => words.every((word) => line.includes(word))).length;
  const report = '"platform.report"';
  return {
    invocations: count(report),
    failedInvocations: count(report, '"status":"error"'),
    failedMessages: count('"msg":"message failed"'),
  };
}

function readLog(estateFolder: string): string[] {
  const file = join(estateFolder, 'logs', 'reprice-shard.log');
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch (cause) {
    throw new ToolFault(`${file} cannot be read.`, { cause });
  }
}
