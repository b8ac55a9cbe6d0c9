// npm run reprice: runs a re-pricing by hand, now, or takes an incomplete one up again, and prints its summary.
import { parseArgs } from 'node:util';
import type { FailedShard, RepriceCommand, RepriceRun, RepriceSummary } from '@grocer/contracts/pricing';
import { ask } from './ask.ts';
import { readCompetitorIndex, tellIndexed } from './competitor-index.ts';
import { type Endpoints, readEndpoints } from './endpoints.ts';
import { followRun, tellProgress } from './reprice-run.ts';
import { report, runTool, ToolFault } from './run-tool.ts';
import { signIn } from './sign-in.ts';

const usage = `npm run reprice -- [--competitor-index <file>] [--resume <run>] [--json]

Invokes reprice-plan as an operator and follows the run until its last shard has closed it, or it is seen to be incomplete;
calls that fail meanwhile are outlasted for two minutes.

  --competitor-index   what others ask, a CSV file of sku,percent (100 is our cost and margin); counts for a week
  --resume             follows that run, and sends the shards again that an incomplete one lacks, instead of beginning one
  --json               the run as one JSON document on stdout; progress is on stderr either way`;

const options = {
  json: { type: 'boolean', default: false },
  resume: { type: 'string' },
  'competitor-index': { type: 'string' },
} as const;

/** Invokes reprice-plan as an operator, who signs in anew when a call has failed: their token may have ended. */
function planInvoker(endpoints: Endpoints): (command: RepriceCommand) => Promise<RepriceRun> {
  let token: string | undefined;
  return async (command) => {
    token ??= await signIn(endpoints, 'operator');
    try {
      return await invokePlan(endpoints, token, command);
    } catch (error) {
      token = undefined;
      throw error;
    }
  };
}

/** Invokes the function as Lambda's API has it: an error of the function's own is a 200 with a header. */
async function invokePlan({ functions }: Endpoints, token: string, command: RepriceCommand): Promise<RepriceRun> {
  const url = `${functions}/2015-03-31/functions/reprice-plan/invocations`;
  const response = await ask(url, { token, json: command });
  if (!response.headers.has('x-amz-function-error')) return response.json();
  const { errorMessage = 'no message' }: { errorMessage?: string } = await response.json();
  throw new ToolFault(`reprice-plan failed: ${errorMessage}; npm run estate:logs -- reprice-plan tells more.`);
}

function tellSummary({ skus, byRule, durationMs, invocations, coldStarts, ...ways }: RepriceSummary): string {
  const { firstPriced, up, down, unchanged } = ways;
  const rules = Object.entries(byRule).map(([rule, count]) => `  ${rule.padEnd(16)} ${String(count).padStart(6)}`);
  return [
    `${skus} prices in ${durationMs} ms: ${firstPriced} first priced, ${up} up, ${down} down, ${unchanged} unchanged`,
    `${invocations} invocations, ${coldStarts} of them cold`,
    'by the rule that made them:',
    ...rules,
  ].join('\n');
}

function tellFailure({ shard, skus, failures, failure }: FailedShard): string {
  const why = failure ? `failed ${failures} times: ${failure}` : 'its message was lost or dead-lettered';
  return `  shard ${shard} (${skus.from} … ${skus.to}) ${why}`;
}

await runTool(usage, async () => {
  const { values } = parseArgs({ options });
  const { resume, 'competitor-index': file } = values;
  if (resume && file) throw new ToolFault('--resume takes no index: what lacks is priced by the last one.');
  const endpoints = readEndpoints();
  const competitorIndex = file === undefined ? undefined : readCompetitorIndex(file);
  const command: RepriceCommand = resume
    ? { resume }
    : { trigger: 'manual', ...(competitorIndex && { competitorIndex }) };
  const run = await followRun({ invoke: planInvoker(endpoints), report }, command);
  if (competitorIndex && run.summary) report(tellIndexed(competitorIndex, run.summary));
  if (values.json) console.log(JSON.stringify(run));
  else if (run.summary) console.log(tellSummary(run.summary));
  if (run.status === 'closed') return;
  for (const shard of run.failedShards) report(tellFailure(shard));
  throw new ToolFault(
    `The run is ${run.status}: ${tellProgress(run)}; npm run reprice -- --resume ${run.runId} goes on with the rest.`,
  );
});
