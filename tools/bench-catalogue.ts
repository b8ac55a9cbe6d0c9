// `npm run bench:catalogue`: reads against a bare route, what telemetry costs, memory and start, with 50,000 products.
import { parseArgs } from 'node:util';
import { startCatalogueEstate } from './bench/catalogue-estate.ts';
import { measureReads } from './bench/catalogue-reads.ts';
import { measureMemory, measureStart } from './bench/catalogue-start.ts';
import { startCollector } from './bench/collector.ts';
import { type Row, renderRows } from './bench/rows.ts';
import { measureTelemetry } from './bench/telemetry.ts';
import { countOf } from './count-of.ts';
import { withOwnEstate } from './own-estate.ts';
import { report, runTool } from './run-tool.ts';

const usage = `npm run bench:catalogue [-- --products <n>] [-- --json]

Starts an estate of its own on free ports with one replica of the catalogue, and reads from it while re-pricing runs, in turn
with a bare Fastify route that sends as many bytes. About three minutes. Exit 1 when a goal is missed.
  --products   how many the catalogue holds (50000)
  --json       one JSON document on standard output, progress on standard error`;

const options = {
  products: { type: 'string', default: '50000' },
  json: { type: 'boolean', default: false },
} as const;

/** The least ratio of a row, or the most of a ratio or a figure. */
const goals: Readonly<Record<string, { leastRatio?: number; mostRatio?: number; most?: number }>> = {
  'one product': { leastRatio: 0.8 },
  'one product, p99': { mostRatio: 3 },
  "a department's first page": { leastRatio: 0.8 },
  "a department's first page, p99": { mostRatio: 3 },
  search: { leastRatio: 0.5 },
  304: { leastRatio: 1 },
  'telemetry: ours, all sampled': { leastRatio: 0.6 },
  'telemetry: ours, a tenth': { leastRatio: 0.6 },
  memory: { most: 300 },
  ready: { most: 3000 },
};

await runTool(usage, async () => {
  const { values } = parseArgs({ options });
  const products = countOf('products', values.products);
  const collector = await startCollector();
  report('measuring telemetry …');
  const rows: Row[] = await measureTelemetry(collector.origin);
  report(`starting an estate with ${products} products …`);
  await withOwnEstate(
    (folder) => startCatalogueEstate(folder, { products, collector: collector.origin }),
    async (estate) => {
      report('starting the replica anew …');
      rows.push(await measureStart(estate));
      report('reading …');
      rows.push(...(await measureReads(estate, collector.origin)));
      rows.push(...[measureMemory(estate) ?? []].flat());
    },
  );
  collector.stop();
  const missed = rows.filter(isMissed);
  console.log(values.json ? JSON.stringify({ rows, goals }, null, 2) : renderRows(rows));
  for (const { what } of missed) report(`missed: ${what}, which ought to be ${JSON.stringify(goals[what])}`);
  process.exitCode = missed.length > 0 ? 1 : 0;
});

function isMissed({ what, ours, ratio }: Row): boolean {
  const { leastRatio, mostRatio, most } = goals[what] ?? {};
  return (
    (leastRatio !== undefined && !(ratio && ratio.median >= leastRatio)) ||
    (mostRatio !== undefined && !(ratio && ratio.median <= mostRatio)) ||
    (most !== undefined && !(ours && ours.median <= most))
  );
}
