import { once } from 'node:events';
import type { RepriceCommand, RepriceRun } from '@grocer/contracts/pricing';
import { ask } from '../ask.ts';
import { ToolFault } from '../run-tool.ts';
import { signIn } from '../sign-in.ts';
import { type CpuPerOrder, createCpuMeter } from './cpu-meter.ts';
import type { RepriceEstate } from './reprice-estate.ts';
import type { Row } from './rows.ts';
import { ratiosOf, spreadOf } from './statistics.ts';

/** What re-pricing came to with so many shards at once. */
export interface RepriceFigure {
  readonly shardsAtOnce: number;
  readonly row: Row;
  readonly seconds: number;
  readonly changed: number;
  /** Of processor time for each thousand SKUs, by process. */
  readonly cpuMs: CpuPerOrder;
}

interface Round {
  readonly rowsPerSecond: number;
  readonly limit: number;
  readonly seconds: number;
  readonly changed: number;
}

const RUN_LIMIT_MS = 120_000;

/**
 * Prices every SKU, in turn with one statement that writes as many price rows: each leaves all prices other than the next one makes
 * them, so that both write a price in force and a line of history for each SKU.
 */
export async function measureReprice(
  estate: RepriceEstate,
  { shardsAtOnce, rounds }: { shardsAtOnce: number; rounds: number },
): Promise<RepriceFigure> {
  const token = await signIn(estate.endpoints, 'operator');
  let last = await runOnce(estate, token);
  const meter = createCpuMeter(estate, ['catalogue', 'reprice-plan', 'reprice-shard']);
  const done: Round[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const limit = await writeAtOnce(estate, last.runId);
    last = await meter.during(() => runOnce(estate, token));
    done.push({ ...last, limit });
  }
  const [rates, limits] = [done.map((one) => one.rowsPerSecond), done.map((one) => one.limit)];
  const row: Row = {
    what: `${shardsAtOnce} ${shardsAtOnce === 1 ? 'shard' : 'shards'} at once`,
    unit: 'rows/s',
    ours: spreadOf(rates),
    limit: spreadOf(limits),
    ratio: spreadOf(ratiosOf(rates, limits)),
    note: 'plan, queue and functions : one statement',
  };
  const total = done.reduce((sum, one) => sum + one.changed, 0);
  return {
    shardsAtOnce,
    row,
    seconds: spreadOf(done.map((one) => one.seconds)).median,
    changed: total / rounds,
    cpuMs: meter.perOrder(total / 1000),
  };
}

/** Starts a run by hand and waits for the word that it is closed. */
async function runOnce(
  { admin, endpoints }: RepriceEstate,
  token: string,
): Promise<Omit<Round, 'limit'> & { runId: string }> {
  const listener = await admin.openConnection();
  const closing = new EventTarget();
  listener.onNotification((_, runId) => closing.dispatchEvent(new CustomEvent('closed', { detail: runId })));
  await listener.query('listen pricing_run_closed');
  const closed = once(closing, 'closed', { signal: AbortSignal.timeout(RUN_LIMIT_MS) });
  const startedAt = performance.now();
  const { runId } = await invokePlan(endpoints.functions, token, { trigger: 'manual' });
  await closed.catch((cause: unknown) => {
    throw new ToolFault(`Run ${runId} was not closed within ${RUN_LIMIT_MS / 1000} s.`, { cause });
  });
  const seconds = (performance.now() - startedAt) / 1000;
  await listener.close();
  const { summary } = await invokePlan(endpoints.functions, token, { runId });
  const { firstPriced = 0, up = 0, down = 0 } = summary ?? {};
  const changed = firstPriced + up + down;
  return { runId, seconds, changed, rowsPerSecond: changed / seconds };
}

async function invokePlan(functions: string, token: string, command: RepriceCommand): Promise<RepriceRun> {
  const response = await ask(`${functions}/2015-03-31/functions/reprice-plan/invocations`, { token, json: command });
  if (!response.headers.has('x-amz-function-error')) return response.json();
  throw new ToolFault(`reprice-plan failed: ${await response.text()}`);
}

/** Writes another price for every SKU, and its line of history, by one statement; answers the SKUs per second. */
async function writeAtOnce({ admin }: RepriceEstate, runId: string): Promise<number> {
  const startedAt = performance.now();
  const { rowCount } = await admin.query(
    `with written as (
       update pricing.prices
          set amount_minor = prices.amount_minor + 1, was_minor = null, effective_from = clock_timestamp(),
              changed_in = pg_current_xact_id()
         from pricing.price_changes as last
        where last.sku = prices.sku and last.effective_from = prices.effective_from
       returning prices.sku, prices.amount_minor, prices.effective_from, prices.rule, last.inputs
     )
     insert into pricing.price_changes (sku, effective_from, amount_minor, rule, inputs, run_id)
     select sku, effective_from, amount_minor, rule, inputs, $1
       from written`,
    [runId],
  );
  return (rowCount * 1000) / (performance.now() - startedAt);
}
