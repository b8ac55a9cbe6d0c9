import { setTimeout as delay } from 'node:timers/promises';
import type { LedgerReport } from '@grocer/orders/ledger';
import type { TestEstate } from '@grocer/test-support/estate';
import { runScript } from '@grocer/test-support/script';
import { report, ToolFault } from '../run-tool.ts';

const QUIET_LIMIT_MS = 240_000;

/** Waits until the ledger has nothing in flight. A breach does not end the wait: it must still be there at rest. */
export async function settle(estate: Pick<TestEstate, 'folder'>): Promise<LedgerReport> {
  const giveUpAt = Date.now() + QUIET_LIMIT_MS;
  for (;;) {
    const ledger = await checkLedger(estate);
    if (ledger?.inFlight === 0 || (ledger && Date.now() > giveUpAt)) return ledger;
    if (Date.now() > giveUpAt)
      throw new ToolFault('The ledger cannot be checked: the estate does not answer any more.');
    report(`  ${ledger?.inFlight ?? '?'} in flight`);
    await delay(3000);
  }
}

async function checkLedger({ folder }: Pick<TestEstate, 'folder'>): Promise<LedgerReport | undefined> {
  const { stdout } = await runScript(folder, 'check-ledger', ['--json']);
  return stdout ? JSON.parse(stdout) : undefined;
}
