// `npm run bench:import`: how fast a catalogue is imported, and in how much memory.
import { parseArgs } from 'node:util';
import { startTestEstate } from '@grocer/test-support/estate';
import { type ImportFigures, measureCommand, measureImports } from './bench/import.ts';
import { countOf } from './count-of.ts';
import { withOwnEstate } from './own-estate.ts';
import { report, runTool } from './run-tool.ts';
import { renderTable } from './table.ts';

const usage = `npm run bench:import [-- --products <n>] [-- --json]

Starts an estate of its own on free ports and imports generated products into it, twice: the second time nothing has changed. Then
the command alone reads 10,000 and 500,000 products, and sends them where nothing is kept. About a minute. Exit 1 when a goal is missed.
  --products   how many go into the catalogue (50000)
  --json       one JSON document on standard output, progress on standard error`;

const FEW = 10_000;
const MANY = 500_000;

/** A second of one core's time is worth so many rows, and the larger file may take so much more memory. */
const goals = { rowsPerCoreSecond: 20_000, memoryRatio: 1.25 };

await runTool(usage, async () => {
  const { values } = parseArgs({
    options: { products: { type: 'string', default: '50000' }, json: { type: 'boolean', default: false } },
  });
  const products = countOf('products', values.products);
  report('starting an estate …');
  await withOwnEstate(
    (folder) => startTestEstate({ folder }),
    async (estate) => {
      report(`importing ${products} products, twice …`);
      const whole = await measureImports(estate, products);
      report(`reading ${FEW} and ${MANY} products …`);
      const alone = [await measureCommand(estate, FEW), await measureCommand(estate, MANY)];
      const missed = [...missedRates(whole), ...missedMemory(alone)];
      console.log(
        values.json ? JSON.stringify({ figures: [...whole, ...alone], goals, missed }) : render([...whole, ...alone]),
      );
      for (const one of missed) report(`missed: ${one}`);
      process.exitCode = missed.length > 0 ? 1 : 0;
    },
  );
});

function missedRates(figures: readonly ImportFigures[]): string[] {
  const slow = figures.filter(({ rowsPerCoreSecond }) => rowsPerCoreSecond < goals.rowsPerCoreSecond);
  return slow.map(
    ({ what, rowsPerCoreSecond }) =>
      `${what}: ${Math.round(rowsPerCoreSecond)} rows per second of a core, not ${goals.rowsPerCoreSecond}`,
  );
}

function missedMemory([few, many]: readonly ImportFigures[]): string[] {
  if (!few || !many || many.commandMb <= few.commandMb * goals.memoryRatio) return [];
  return [
    `memory: ${many.commandMb} MB for ${MANY} rows, more than ${goals.memoryRatio} × ${few.commandMb} MB for ${FEW}`,
  ];
}

function render(figures: readonly ImportFigures[]): string {
  const head = [
    '',
    'rows',
    'rows/s',
    'rows/s of a core',
    'command MB',
    'replica MB',
    'command s',
    'catalogue s',
    'Postgres s',
  ];
  const lines = figures.map(({ what, rows, rowsPerSecond, rowsPerCoreSecond, commandMb, replicaMb, cpu }) => [
    what,
    ...[rows, rowsPerSecond, rowsPerCoreSecond, commandMb, replicaMb].map((figure) => figure?.toFixed(0) ?? ''),
    ...['command', 'catalogue', 'Postgres'].map((name) => cpu[name]?.toFixed(1) ?? ''),
  ]);
  return renderTable([head, ...lines]);
}
