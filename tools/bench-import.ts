// `npm run bench:import`: how fast a catalogue is imported, and in how much memory.
import { parseArgs } from 'node:util';
import { type ImportFigures, measureImports, startImportEstate } from './bench/import.ts';
import { countOf } from './count-of.ts';
import { withOwnEstate } from './own-estate.ts';
import { report, runTool } from './run-tool.ts';
import { renderTable } from './table.ts';

const usage = `npm run bench:import [-- --products <n>] [-- --json]

Starts an estate of its own on free ports and imports 10,000 generated products, then more, each file twice: the second time
nothing has changed. About three minutes. Exit 1 when a goal is missed.
  --products   how many in the larger file (500000)
  --json       one JSON document on standard output, progress on standard error`;

const FEW = 10_000;

/** A second of one core's time is worth so many rows, and the larger file may take so much more memory. */
const goals = { rowsPerCoreSecond: 20_000, memoryRatio: 1.25 };

await runTool(usage, async () => {
  const { values } = parseArgs({
    options: { products: { type: 'string', default: '500000' }, json: { type: 'boolean', default: false } },
  });
  const many = countOf('products', values.products);
  report('starting an estate …');
  await withOwnEstate(startImportEstate, async (estate) => {
    const figures: ImportFigures[] = [];
    for (const rows of [FEW, many]) {
      report(`importing ${rows} products, twice …`);
      figures.push(...(await measureImports(estate, rows)));
    }
    const missed = missedGoals(figures);
    console.log(values.json ? JSON.stringify({ figures, goals, missed }) : render(figures));
    for (const one of missed) report(`missed: ${one}`);
    process.exitCode = missed.length > 0 ? 1 : 0;
  });
});

function missedGoals(figures: readonly ImportFigures[]): string[] {
  const few = figures.find(({ rows }) => rows === FEW);
  const large = figures.filter(({ rows }) => rows !== FEW);
  return large.flatMap(({ what, rowsPerCoreSecond, commandMb }) => [
    ...(rowsPerCoreSecond < goals.rowsPerCoreSecond
      ? [`${what}: ${Math.round(rowsPerCoreSecond)} rows per second of a core, not ${goals.rowsPerCoreSecond}`]
      : []),
    ...(few && commandMb > few.commandMb * goals.memoryRatio
      ? [`${what}: ${commandMb} MB, more than ${goals.memoryRatio} × ${few.commandMb}`]
      : []),
  ]);
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
    ...[rows, rowsPerSecond, rowsPerCoreSecond, commandMb, replicaMb].map((figure) => figure.toFixed(0)),
    ...['command', 'catalogue', 'Postgres'].map((name) => (cpu[name] ?? 0).toFixed(1)),
  ]);
  return renderTable([head, ...lines]);
}
