// `npm run bench:checkout`: orders per second through HTTP, in turn with the same SQL alone on the same Postgres.
import { parseArgs } from 'node:util';
import { type CheckoutFigures, measureCheckout } from './bench/checkout.ts';
import { startCheckoutEstate } from './bench/checkout-estate.ts';
import { renderRows } from './bench/rows.ts';
import { countOf } from './count-of.ts';
import { withOwnEstate } from './own-estate.ts';
import { report, runTool } from './run-tool.ts';
import { renderTable } from './table.ts';

const usage = `npm run bench:checkout [-- --rounds <n>] [-- --customers <n>] [-- --json]

Starts an estate of its own on free ports, without its warehouse, and places orders at one instance of checkout, in turn
with pgbench (where it is missing, a bare pg loop) running the same statements on as many connections. About two minutes. Exit 1 when a goal is missed.
  --rounds      slices of each (9)
  --customers   orders under way at a time (32)
  --json        one JSON document on standard output, progress on standard error`;

const options = {
  rounds: { type: 'string', default: '9' },
  customers: { type: 'string', default: '32' },
  json: { type: 'boolean', default: false },
} as const;

/** The least ratio of each row. */
const goals: Readonly<Record<string, number>> = { 'placing an order': 0.5, 'all for one SKU': 0.3 };

await runTool(usage, async () => {
  const { values } = parseArgs({ options });
  const load = { rounds: countOf('rounds', values.rounds), customers: countOf('customers', values.customers) };
  report('starting an estate …');
  await withOwnEstate(startCheckoutEstate, async (estate) => {
    report('placing orders …');
    const figures = await measureCheckout(estate, load);
    const missed = figures.rows.filter(({ what, ratio }) => !(ratio && ratio.median >= (goals[what] ?? 0)));
    console.log(values.json ? JSON.stringify({ ...figures, goals }, null, 2) : render(figures));
    for (const { what } of missed) report(`missed: ${what} is below ${goals[what]} of its limit`);
    process.exitCode = missed.length > 0 ? 1 : 0;
  });
});

function render({ rows, latency, cpuMsPerOrder, database, limit }: CheckoutFigures): string {
  const latencies = Object.entries(latency).map(([who, { p50, p99 }]) => [who, p50.toFixed(1), p99.toFixed(1)]);
  const cpu = Object.entries(cpuMsPerOrder ?? {});
  const total = cpu.reduce((sum, [, ms]) => sum + ms, 0);
  return [
    renderRows(rows),
    `limit: ${limit}`,
    renderTable([['latency, ms', 'p50', 'p99'], ...latencies]),
    renderTable([['processor, ms per order', total.toFixed(2)], ...cpu.map(([name, ms]) => [name, ms.toFixed(2)])]),
    [
      `database: ${database.roundTrips} round trips in ${database.transactions} transactions per order, ${database.transactionsUnderLoad.toFixed(1)} transactions under load`,
      ...database.statements.map((statement) => `  ${statement}`),
    ].join('\n'),
  ].join('\n\n');
}
