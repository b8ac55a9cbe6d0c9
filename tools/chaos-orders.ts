// npm run chaos:orders: customers place orders while the estate's parts are killed and its queues disturbed; then the ledger is checked.
import { parseArgs } from 'node:util';
import { finalStatuses, type Order } from '@grocer/contracts/checkout';
import type { LedgerReport } from '@grocer/orders/ledger';
import { startTestEstate, type TestEstate } from '@grocer/test-support/estate';
import { writeFigures } from '@grocer/test-support/estate-figures';
import { askJson } from './ask.ts';
import { placeOrders, type Told } from './chaos/customers.ts';
import { causeFaults, type Done } from './chaos/faults.ts';
import { hurry } from './chaos/figures.ts';
import { createRandom } from './chaos/random.ts';
import { settle } from './chaos/settle.ts';
import { countOf } from './count-of.ts';
import { withOwnEstate } from './own-estate.ts';
import { report, runTool, ToolFault } from './run-tool.ts';
import { signIn } from './sign-in.ts';

const usage = `npm run chaos:orders -- [--orders <n>] [--seed <n>] [--customers <n>] [--json]

Starts an estate of its own, places orders through it while instances are killed, gateway answers are lost, messages are
duplicated and delayed, and Postgres crashes; waits until nothing is in flight and checks the ledger. Exit 1 on any breach.

  --orders      how many (500)
  --seed        repeats the choice of faults and baskets (1)
  --customers   how many order at once (8)
  --json        one JSON document on stdout; progress is on stderr either way`;

function startForChaos(folder: string): Promise<TestEstate> {
  return startTestEstate({ folder, env: { ESTATE_YAML: writeFigures(folder, hurry) } });
}

/** Orders that customers were told of and that the estate does not know, or has not brought to an end. */
async function findLost({ endpoints }: TestEstate, orderIds: ReadonlySet<string>): Promise<string[]> {
  const token = await signIn(endpoints, 'operator');
  const lost: string[] = [];
  for (const id of orderIds) {
    const order = await askJson<Order>(`${endpoints.edge}/checkout/v1/orders/${id}`, { token }).catch(() => undefined);
    if (!order || !finalStatuses.includes(order.status)) lost.push(`${id} ${order?.status ?? 'unknown'}`);
  }
  return lost;
}

function summarise(told: Told, done: Done, ledger: LedgerReport, lost: readonly string[], seconds: number): string {
  const list = (counts: ReadonlyMap<string, number>) =>
    Array.from(counts, ([what, count]) => `${count} × ${what}`).join(', ') || 'none';
  return [
    `answers: ${list(told.answers)}`,
    `faults: ${list(done)}`,
    `${told.orderIds.size} orders in ${Math.round(seconds)} s, ${told.unanswered} never answered, ${lost.length} lost`,
    `ledger: ${ledger.breaches} breaches, ${ledger.inFlight} in flight, by ${ledger.invariants.length} invariants`,
  ].join('\n');
}

await runTool(usage, async () => {
  const { values } = parseArgs({
    options: {
      orders: { type: 'string', default: '500' },
      seed: { type: 'string', default: '1' },
      customers: { type: 'string', default: '8' },
      json: { type: 'boolean', default: false },
    },
  });
  const orders = countOf('orders', values.orders);
  const customers = countOf('customers', values.customers);
  const seed = countOf('seed', values.seed);
  const stopping = new AbortController();
  await withOwnEstate(startForChaos, async (estate) => {
    report(`seed ${seed}: ${orders} orders by ${customers} customers`);
    const startedAt = performance.now();
    const faults = causeFaults(estate, createRandom(seed), stopping.signal);
    const random = createRandom(seed + 1);
    const placing = placeOrders({ endpoints: estate.endpoints, random, orders, customers });
    const told = await placing.finally(() => stopping.abort());
    const seconds = (performance.now() - startedAt) / 1000;
    const done = await faults;
    report('waiting for quiet');
    const ledger = await settle(estate);
    const lost = await findLost(estate, told.orderIds);
    const result = {
      seed,
      orders,
      seconds,
      ...ledger,
      lost,
      answers: Object.fromEntries(told.answers),
      faults: Object.fromEntries(done),
    };
    console.log(values.json ? JSON.stringify(result) : summarise(told, done, ledger, lost, seconds));
    for (const order of lost) report(`lost: ${order}`);
    if (ledger.breaches + ledger.inFlight + lost.length + told.unanswered > 0) {
      throw new ToolFault('The estate did not come through; the rows above tell where.');
    }
  });
});
