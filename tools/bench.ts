// `npm run bench`: how the estate compares with the least that could do the same, in one run on one machine, as a table of ratios.
import { parseArgs } from 'node:util';
import { startTestEstate } from '@grocer/test-support/estate';
import { measureCatalogue } from './bench/catalogue.ts';
import { measureColdStart } from './bench/cold-start.ts';
import { measureMemory } from './bench/memory.ts';
import { measureOrders } from './bench/orders.ts';
import { type Row, renderRows } from './bench/rows.ts';
import { withOwnEstate } from './own-estate.ts';
import { report, runTool } from './run-tool.ts';

const usage = `npm run bench [-- --json]

Starts an estate of its own on free ports, measures for about two minutes, and stops it.
  --json   one JSON document on standard output, progress on standard error`;

const measures = {
  'memory at rest': measureMemory,
  'the catalogue': measureCatalogue,
  'placing orders': measureOrders,
  'cold starts': measureColdStart,
};

await runTool(usage, async () => {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
  const rows: Row[] = [];
  await withOwnEstate(
    (folder) => startTestEstate({ folder, isByNpm: true }),
    async (estate) => {
      for (const [what, measure] of Object.entries(measures)) {
        report(`measuring ${what} …`);
        rows.push(...(await measure(estate)));
      }
    },
  );
  console.log(values.json ? JSON.stringify({ rows }, null, 2) : renderRows(rows));
});
