import { setTimeout as delay } from 'node:timers/promises';
import type { RepriceCommand, RepriceRun } from '@grocer/contracts/pricing';
import { ToolFault } from './run-tool.ts';

export interface Following {
  readonly invoke: (command: RepriceCommand) => Promise<RepriceRun>;
  readonly report: (line: string) => void;
  readonly pause?: (ms: number) => Promise<unknown>;
}

const POLL_MS = 250;
/** A shard's message comes back after a minute and a half, and five times. */
const STANDSTILL_MS = 10 * 60_000;
/** A database that crashed is back by then, and so is an estate's host that was started again. */
const OUTAGE_MS = 2 * 60_000;
const OUTAGE_PAUSE_MS = 1000;

/** Gives a command and follows its run until it is open no more. Calls that fail meanwhile are outlasted, for two minutes on end. */
export async function followRun(following: Following, command: RepriceCommand): Promise<RepriceRun> {
  const { invoke, report, pause = delay } = following;
  let run = await invoke(command);
  report(`run ${run.runId}: ${run.shards} shards`);
  for (let giveUpAt = Date.now() + STANDSTILL_MS; run.status === 'open'; ) {
    if (Date.now() > giveUpAt) {
      throw new ToolFault(`Nothing has moved for ten minutes: ${tellProgress(run)}. ${tellHowToGoOn(run)}`);
    }
    await pause(POLL_MS);
    const next = await look(following, run);
    if (next.shardsDone !== run.shardsDone) {
      report(`  ${tellProgress(next)}`);
      giveUpAt = Date.now() + STANDSTILL_MS;
    }
    run = next;
  }
  return run;
}

async function look({ invoke, report, pause = delay }: Following, run: RepriceRun): Promise<RepriceRun> {
  const giveUpAt = Date.now() + OUTAGE_MS;
  for (let failures = 0; ; failures += 1) {
    try {
      return await invoke({ runId: run.runId });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (Date.now() >= giveUpAt) throw new ToolFault(tellOutage(run, why), { cause: error });
      if (failures === 0) report(`  trying again for two minutes: ${why}`);
      await pause(OUTAGE_PAUSE_MS);
    }
  }
}

export function tellProgress({ shards, shardsDone }: RepriceRun): string {
  return `${shardsDone} of ${shards} shards done`;
}

function tellOutage(run: RepriceRun, why: string): string {
  return `Run ${run.runId} could not be followed for two minutes (${tellProgress(run)}). ${tellHowToGoOn(run)} The last call: ${why}`;
}

function tellHowToGoOn({ runId }: RepriceRun): string {
  return `It may go on by itself: npm run reprice -- --resume ${runId} follows it, and takes it up again where it must.`;
}
