// npm run reprice: runs a re-pricing by hand, now, and prints its summary.
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { RepriceCommand, RepriceRun, RepriceSummary } from '@grocer/contracts/pricing';
import { ask } from './ask.ts';
import { type Endpoints, readEndpoints } from './endpoints.ts';
import { report, runTool, ToolFault } from './run-tool.ts';
import { signIn } from './sign-in.ts';

const usage = `npm run reprice -- [--json]

Invokes reprice-plan as an operator and follows the run until its last shard has closed it.

  --json   the run as one JSON document on stdout; progress is on stderr either way`;

const pollMs = 250;
const patienceMs = 60_000;

type Invoke = (command: RepriceCommand) => Promise<RepriceRun>;

async function followRun(invoke: Invoke): Promise<RepriceRun> {
  const giveUpAt = Date.now() + patienceMs;
  let run = await invoke({ trigger: 'manual' });
  report(`run ${run.runId}: ${run.shards} shards`);
  while (run.status === 'open') {
    if (Date.now() > giveUpAt) throw new ToolFault(`Still open after a minute: ${tellProgress(run)}.`);
    await delay(pollMs);
    const next = await invoke({ runId: run.runId });
    if (next.shardsDone !== run.shardsDone) report(`  ${tellProgress(next)}`);
    run = next;
  }
  return run;
}

/** Invokes the function as Lambda's API has it: an error of the function's own is a 200 with a header. */
async function invokePlan({ functions }: Endpoints, token: string, command: RepriceCommand): Promise<RepriceRun> {
  const url = `${functions}/2015-03-31/functions/reprice-plan/invocations`;
  const response = await ask(url, { token, json: command });
  if (!response.headers.has('x-amz-function-error')) return response.json();
  const { errorMessage = 'no message' }: { errorMessage?: string } = await response.json();
  throw new ToolFault(`reprice-plan failed: ${errorMessage}; npm run estate:logs -- reprice-plan tells more.`);
}

function tellProgress({ shards, shardsDone }: RepriceRun): string {
  return `${shardsDone} of ${shards} shards done`;
}

function tellSummary({ skus, firstPriced, up, down, unchanged, byRule, durationMs }: RepriceSummary): string {
  const rules = Object.entries(byRule).map(([rule, count]) => `  ${rule.padEnd(16)} ${String(count).padStart(6)}`);
  return [
    `${skus} prices in ${durationMs} ms: ${firstPriced} first priced, ${up} up, ${down} down, ${unchanged} unchanged`,
    'by the rule that made them:',
    ...rules,
  ].join('\n');
}

await runTool(usage, async () => {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
  const endpoints = readEndpoints();
  const token = await signIn(endpoints, 'operator');
  const run = await followRun((command) => invokePlan(endpoints, token, command));
  if (values.json) console.log(JSON.stringify(run));
  else if (run.summary) console.log(tellSummary(run.summary));
  if (run.status !== 'closed') throw new ToolFault(`The run is ${run.status}: ${tellProgress(run)}.`);
});
