// npm run drill:pool-exhaustion: functions take every connection of the database, and what keeps them from it.
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { readChoice } from './bench/order-bodies.ts';
import { countOf } from './count-of.ts';
import { type Peaks, watchConnections } from './drill/connections.ts';
import { type DrillEstate, type DrillOptions, startDrillEstate } from './drill/estate.ts';
import { countErrors, type Errors, type Night, runNight } from './drill/night.ts';
import { findPgbouncer } from './drill/pgbouncer.ts';
import { placeSteadily, type Shopping } from './drill/shoppers.ts';
import { isCapped, NO_CAP, variantsOf, WITH_CAP } from './drill/variants.ts';
import { withOwnEstate } from './own-estate.ts';
import { report, runTool, ToolFault } from './run-tool.ts';
import { signIn } from './sign-in.ts';
import { renderTable } from './table.ts';

const usage = `npm run drill:pool-exhaustion -- [--skus <n>] [--shards <n>] [--connections <n>] [--seconds <n>] [--only-cap] [--json]

Re-prices in estates of its own whose Postgres has few connections, while customers place orders: first with as many functions
at once as there are shards, then with the cap, then without it behind pgbouncer (where that is installed). About two minutes.
Exit 1 when the capped run has an error.

  --skus          SKUs to re-price (10000)
  --shards        parts that they are cut into (40)
  --connections   what Postgres has (24, of which it keeps 3 for its superuser)
  --seconds       how long customers come (15)
  --only-cap      the prevention alone, to see that it holds
  --json          one JSON document on stdout; progress is on stderr either way`;

/** Orders a second: far below what checkout can do. */
const PER_SECOND = 10;
/** Checkout has come to rest, as at night, and starts while the functions are at work. */
const REST_MS = 4000;
const HEAD_START_MS = 2000;
const PATIENCE_MS = 40_000;

/** What one variant came to. */
interface Result {
  readonly variant: string;
  readonly night: Night;
  readonly errors: Errors;
  readonly connections: Peaks;
  readonly orders: Shopping;
}

async function drill({ variant, shards }: DrillOptions, estate: DrillEstate, seconds: number): Promise<Result> {
  const { endpoints, admin, folder } = estate;
  const [customer, operator] = [await signIn(endpoints, 'customer-1'), await signIn(endpoints, 'operator')];
  const choice = await readChoice(endpoints, endpoints.edge, customer);
  await delay(REST_MS);
  report(`${variant.name}: re-pricing in ${shards} shards while customers come …`);
  const watch = watchConnections(admin);
  const running = runNight(endpoints, operator, PATIENCE_MS);
  await delay(HEAD_START_MS);
  const orders = await placeSteadily(endpoints, { token: customer, choice, perSecond: PER_SECOND, seconds });
  const night = await running;
  return { variant: variant.name, night, errors: countErrors(folder), connections: await watch.stop(), orders };
}

function render(results: readonly Result[], { shards, connections }: { shards: number; connections: number }): string {
  const row = (what: string, figure: (result: Result) => string | number) => [
    what,
    ...results.map((one) => String(figure(one))),
  ];
  return renderTable([
    ['', ...results.map(({ variant }) => variant)],
    row('run', ({ night }) =>
      night.status === 'closed'
        ? `closed in ${night.seconds.toFixed(1)} s`
        : `${night.status} after ${night.seconds.toFixed(0)} s`,
    ),
    row(`shards done, of ${shards}`, ({ night }) => night.shardsDone),
    row('messages that failed', ({ errors }) => errors.failedMessages),
    row('invocations that failed', ({ errors }) => errors.failedInvocations),
    row('invocations', ({ errors }) => errors.invocations),
    row(`connections at most, of ${connections}`, (result) => result.connections.all),
    row('  of them the functions’', (result) => result.connections.shards),
    row('orders placed', ({ orders }) => orders.placed),
    row('orders that failed', ({ orders }) => orders.failures),
    row('confirmed a second', ({ orders }) => orders.rate.toFixed(1)),
    row('p50 ms', ({ orders }) => orders.p50Ms),
    row('p99 ms', ({ orders }) => orders.p99Ms),
  ]);
}

/** Everything that somebody noticed. */
function errorsOf({ night, errors, orders }: Result): number {
  const unfinished = night.status === 'closed' ? 0 : 1;
  return unfinished + errors.failedInvocations + errors.failedMessages + orders.failures;
}

await runTool(usage, async () => {
  const { values } = parseArgs({
    options: {
      skus: { type: 'string', default: '10000' },
      shards: { type: 'string', default: '40' },
      connections: { type: 'string', default: '24' },
      seconds: { type: 'string', default: '15' },
      'only-cap': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const [skus, shards] = [countOf('skus', values.skus), countOf('shards', values.shards)];
  const [connections, seconds] = [countOf('connections', values.connections), countOf('seconds', values.seconds)];
  const pgbouncer = findPgbouncer();
  const results: Result[] = [];
  const variants = variantsOf(shards, pgbouncer !== undefined);
  for (const variant of values['only-cap'] ? variants.filter(isCapped) : variants) {
    report(`${variant.name}: starting an estate …`);
    const options = { variant, skus, shards, connections, pgbouncer };
    results.push(
      await withOwnEstate(
        (folder) => startDrillEstate(folder, options),
        (estate) => drill(options, estate, seconds),
      ),
    );
  }
  const proxy = pgbouncer ? 'measured' : 'skipped, not installed';
  if (values.json) console.log(JSON.stringify({ skus, shards, connections, seconds, results, pgbouncer: proxy }));
  else console.log(`${render(results, { shards, connections })}\npgbouncer: ${proxy}`);
  const incident = results.find(({ variant }) => variant === NO_CAP);
  const capped = results.find(({ variant }) => variant === WITH_CAP);
  if (incident && errorsOf(incident) === 0)
    report('the incident did not show: try more --shards or fewer --connections');
  if (capped && errorsOf(capped) > 0)
    throw new ToolFault(`${capped.variant}: ${errorsOf(capped)} errors, where none may be.`);
});
