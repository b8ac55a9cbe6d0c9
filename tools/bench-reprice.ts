// `npm run bench:reprice`: prices per second by the fanned-out run, in turn with one statement that writes as many.
import { parseArgs } from 'node:util';
import { measureReprice, type RepriceFigure } from './bench/reprice.ts';
import { openRepriceShop } from './bench/reprice-estate.ts';
import { renderRows } from './bench/rows.ts';
import { countOf } from './count-of.ts';
import { withOwnEstate } from './own-estate.ts';
import { report, runTool } from './run-tool.ts';
import { renderTable } from './table.ts';

const usage = `npm run bench:reprice [-- --rounds <n>] [-- --skus <n>] [-- --json]

Starts an estate of its own on free ports, anew for 1, 2, 4 and 8 shards at once, and re-prices all SKUs by hand, in turn with
one statement that writes as many prices and lines of history. About three minutes. Exit 1 when a goal is missed.
  --rounds   runs of each (3)
  --skus     SKUs with a cost (50000)
  --json     one JSON document on standard output, progress on standard error`;

const options = {
  rounds: { type: 'string', default: '3' },
  skus: { type: 'string', default: '50000' },
  json: { type: 'boolean', default: false },
} as const;

const curve = [1, 2, 4, 8];
/** What estate.yaml allows at once, and the least ratio for it. */
const goal = { shardsAtOnce: 4, ratio: 0.5 };

await runTool(usage, async () => {
  const { values } = parseArgs({ options });
  const [rounds, skus] = [countOf('rounds', values.rounds), countOf('skus', values.skus)];
  const open = (folder: string) => openRepriceShop(folder, { skus });
  report('starting an estate and filling its shop …');
  const figures = await withOwnEstate(open, async (shop) => {
    const measured: RepriceFigure[] = [];
    for (const shardsAtOnce of curve) {
      report(`${shardsAtOnce} at once: starting anew and pricing …`);
      measured.push(await measureReprice(await shop.restart(shardsAtOnce), { shardsAtOnce, rounds }));
    }
    return measured;
  });
  console.log(values.json ? JSON.stringify({ figures, goal }, null, 2) : render(figures));
  const measured = figures.find(({ shardsAtOnce }) => shardsAtOnce === goal.shardsAtOnce)?.row.ratio?.median ?? 0;
  if (measured >= goal.ratio) return;
  report(`missed: with ${goal.shardsAtOnce} shards at once it is below ${goal.ratio} of its limit`);
  process.exitCode = 1;
});

function render(figures: readonly RepriceFigure[]): string {
  const [first] = figures;
  const times = figures.map(({ shardsAtOnce, seconds, changed }) => [
    String(shardsAtOnce),
    seconds.toFixed(2),
    (first ? first.seconds / seconds : 1).toFixed(2),
    String(changed),
  ]);
  return [
    renderRows(figures.map(({ row }) => row)),
    renderTable([['shards at once', 'seconds', 'times as fast as one', 'prices changed'], ...times]),
    renderCpu(figures.find(({ shardsAtOnce }) => shardsAtOnce === goal.shardsAtOnce)),
  ].join('\n\n');
}

function renderCpu(figure: RepriceFigure | undefined): string {
  const spent = Object.entries(figure?.cpuMs ?? {});
  return renderTable([['processor, ms per 1000 SKUs', ''], ...spent.map(([name, ms]) => [name, ms.toFixed(1)])]);
}
