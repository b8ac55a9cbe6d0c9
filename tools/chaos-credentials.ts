// npm run chaos:credentials: the estate is at work while its database logins rotate and are revoked; no caller may notice.
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { LedgerReport } from '@grocer/orders/ledger';
import { startTestEstate, type TestEstate } from '@grocer/test-support/estate';
import { writeFigures } from '@grocer/test-support/estate-figures';
import { type Answers, callEverything } from './chaos/callers.ts';
import { countPoolWork, type PoolWork } from './chaos/pool-log.ts';
import { createRandom } from './chaos/random.ts';
import { type Revoked, revokeInTurn } from './chaos/revocations.ts';
import { settle } from './chaos/settle.ts';
import { countOf } from './count-of.ts';
import { withOwnEstate } from './own-estate.ts';
import { report, runTool, ToolFault } from './run-tool.ts';
import { renderTable } from './table.ts';

const usage = `npm run chaos:credentials -- [--seconds <n>] [--seed <n>] [--customers <n>] [--json]

Starts an estate of its own whose database logins live for 5 s, calls all that can be called, and revokes the logins of one
deployable after the other (Vault's sys/leases/revoke: they are dropped, their sessions ended). Then it waits until nothing is in
flight and checks the ledger. Exit 1 on any failed request or breach.

  --seconds     how long (60)
  --seed        repeats the choice of logins and baskets (1)
  --customers   how many shop at once (6)
  --json        one JSON document on stdout; progress is on stderr either way`;

const lifetimes = { leaseSeconds: 5, maxLeaseSeconds: 8, tokenSeconds: 20, maxTokenSeconds: 40 };

/** What became of one deployable's logins. */
interface Row extends PoolWork {
  readonly deployable: string;
  readonly computeModel: string;
  readonly revoked: number;
}

interface Figures {
  readonly file: string;
  readonly computeModels: ReadonlyMap<string, string>;
}

/** The estate's own figures, but for short leases, and a schedule and a warehouse that have something to do all the time. */
function figuresOf(folder: string): Figures {
  let rows: [string, { computeModel: string }][] = [];
  const file = writeFigures(folder, (estate) => {
    Object.assign(estate.vault.local, lifetimes);
    estate.deployables.recover.schedule = { rate: 2, atStart: true };
    for (const queue of Object.values<{ visibilitySeconds: number }>(estate.queues)) queue.visibilitySeconds = 10;
    estate.appliance.local = { pickMilliseconds: 50, dispatchMilliseconds: 100 };
    rows = Object.entries<{ computeModel: string }>(estate.deployables);
  });
  return { file, computeModels: new Map(rows.map(([name, { computeModel }]) => [name, computeModel])) };
}

async function startForChaos(folder: string): Promise<TestEstate & Figures> {
  const figures = figuresOf(folder);
  return { ...figures, ...(await startTestEstate({ folder, env: { ESTATE_YAML: figures.file } })) };
}

function rowsOf({ folder, computeModels }: TestEstate & Figures, revoked: Revoked): Row[] {
  return Array.from(computeModels, ([deployable, computeModel]) => ({
    deployable,
    computeModel,
    revoked: revoked.get(deployable) ?? 0,
    ...countPoolWork(folder, deployable),
  }));
}

function summarise(rows: readonly Row[], { counts, failures }: Answers, ledger: LedgerReport, seconds: number): string {
  const requests = countRequests(counts);
  const orders = counts.get('place order 201') ?? 0;
  return [
    renderTable([
      ['deployable', 'compute model', 'logins revoked', 'rotations', 'repeated in the pool', 'failed'],
      ...rows.map(({ deployable, computeModel, ...row }) => [
        deployable,
        computeModel,
        String(row.revoked),
        String(row.rotations),
        String(row.repeated),
        String(row.unavailable),
      ]),
    ]),
    `answers: ${Array.from(counts, ([what, count]) => `${count} × ${what}`).join(', ')}`,
    `ledger: ${ledger.breaches} breaches, ${ledger.inFlight} in flight, by ${ledger.invariants.length} invariants`,
    `${requests} requests (${orders} orders) in ${seconds} s, ${failures.length} failed; ${total(rows, 'rotations')} rotations, ` +
      `${total(rows, 'revoked')} logins revoked, ${total(rows, 'repeated')} repetitions inside the pool`,
  ].join('\n');
}

function total(rows: readonly Row[], key: 'revoked' | 'rotations' | 'repeated' | 'unavailable'): number {
  return rows.reduce((sum, row) => sum + row[key], 0);
}

function countRequests(counts: ReadonlyMap<string, number>): number {
  return counts.values().reduce((sum, count) => sum + count, 0);
}

await runTool(usage, async () => {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '60' },
      seed: { type: 'string', default: '1' },
      customers: { type: 'string', default: '6' },
      json: { type: 'boolean', default: false },
    },
  });
  const seconds = countOf('seconds', values.seconds);
  const customers = countOf('customers', values.customers);
  const seed = countOf('seed', values.seed);
  await withOwnEstate(startForChaos, async (estate) => {
    report(`seed ${seed}: ${seconds} s with logins that live for ${lifetimes.leaseSeconds} s`);
    const stopping = new AbortController();
    const { signal } = stopping;
    const calling = callEverything({ endpoints: estate.endpoints, random: createRandom(seed + 1), customers, signal });
    const revoking = revokeInTurn(estate, [...estate.computeModels.keys()], createRandom(seed), signal);
    await Promise.race([delay(seconds * 1000), calling, revoking]).finally(() => stopping.abort());
    const [answers, revoked] = await Promise.all([calling, revoking]);
    report('waiting for quiet');
    const ledger = await settle(estate);
    const rows = rowsOf(estate, revoked);
    const { failures } = answers;
    const counts = Object.fromEntries(answers.counts);
    const result = {
      seed,
      seconds,
      requests: countRequests(answers.counts),
      failures,
      answers: counts,
      deployables: rows,
    };
    console.log(values.json ? JSON.stringify({ ...result, ledger }) : summarise(rows, answers, ledger, seconds));
    for (const failure of failures) report(`failed: ${failure}`);
    if (failures.length + total(rows, 'unavailable') + ledger.breaches + ledger.inFlight > 0) {
      throw new ToolFault('The estate let its callers notice; the rows above tell where.');
    }
  });
});
