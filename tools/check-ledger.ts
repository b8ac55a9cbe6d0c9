// npm run check:ledger: holds the running estate's orders, stock and money to every invariant.
import { parseArgs } from 'node:util';
import type { LedgerReport } from '@grocer/orders/ledger';
import { estateFolder, readEndpoints } from './endpoints.ts';
import { openEstateLedger } from './estate-ledger.ts';
import { runTool, ToolFault } from './run-tool.ts';
import { renderTable } from './table.ts';

const usage = `npm run check:ledger -- [--json]

Reads the database (one snapshot, as auditor), the card gateway's ledger and the queues, and checks every invariant of an order:
nothing oversold or overbooked, no card charged twice or for nothing, no confirmed order lost, no message either. Work in flight is no breach.

  --json   the report as one JSON document, with every offending row; exit code 1 on a breach either way`;

const rowsShown = 20;

function renderReport({ invariants, queues }: LedgerReport): string {
  const rows = invariants.map(({ name, checked, inFlight, breaches, says }) => [
    breaches.length === 0 ? 'ok' : 'BROKEN',
    name,
    String(checked),
    String(inFlight),
    String(breaches.length),
    says,
  ]);
  const depths = queues.map(({ name, depth, deadLetters }) => `${name} ${depth} (dead letters ${deadLetters})`);
  return [
    renderTable([['', 'invariant', 'checked', 'in flight', 'breaches', 'it says'], ...rows]),
    `queues: ${depths.join(', ')}`,
    ...invariants.flatMap(({ name, breaches }) => [
      ...breaches.slice(0, rowsShown).map(({ subject, detail }) => `${name}: ${subject}: ${detail}`),
      ...(breaches.length > rowsShown ? [`${name}: and ${breaches.length - rowsShown} more`] : []),
    ]),
  ].join('\n');
}

await runTool(usage, async () => {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
  const ledger = await openEstateLedger(readEndpoints(), estateFolder());
  try {
    const found = await ledger.check();
    console.log(values.json ? JSON.stringify(found) : renderReport(found));
    if (found.breaches > 0) throw new ToolFault(`Rows that break an invariant: ${found.breaches}.`);
  } finally {
    await ledger.close();
  }
});
