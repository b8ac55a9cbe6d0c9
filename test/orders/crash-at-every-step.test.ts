import type { LedgerReport } from '@grocer/orders/ledger';
import { createTestDatabase, type TestDatabase } from '@grocer/test-support/database';
import type { Movement } from '@grocer/test-support/gateway';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { customerScenarios } from './crash/customer-scenarios.ts';
import { fulfilScenarios } from './crash/fulfil-scenarios.ts';
import { type Death, startProcess } from './crash/process.ts';
import { recoverScenarios } from './crash/recover-scenarios.ts';
import type { Doing, Scenario } from './crash/scenario.ts';
import { openShop, type Shop } from './crash/shop.ts';
import { comeToRest } from './crash/warehouse.ts';

// A process is killed at every one of its outside calls in turn, before the call and after it; then the others go on with their
// work, recover among them, and in the end every invariant holds and the order is where it belongs.

let database: TestDatabase;
let shop: Shop;
const table: string[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  shop = await openShop(database);
});
afterEach(() => shop.close());
afterAll(async () => {
  console.log(`killed at every outside call, before it and after it:\n${table.join('\n')}`);
  await database.drop();
});

/** What came of a process's death: the calls it made, and what is wrong, if anything. */
interface Outcome {
  readonly calls: readonly string[];
  readonly isDead: boolean;
  readonly faults: readonly string[];
}

async function crash(scenario: Scenario, death: Death): Promise<Outcome> {
  shop.resetClock();
  const doing = await scenario.prepare(shop);
  const process = startProcess(death);
  const isDead = await process.live(() => doing.act(process));
  const faults = breachesIn(await shop.check()).map((fault) => `at once, ${fault}`);
  try {
    faults.push(...(await goOn(doing)));
  } catch (error) {
    faults.push(`what came then failed: ${error}`);
  }
  const end = await endOf(doing.customer);
  if (end !== scenario.ends) faults.push(`it ended as ${end}`);
  return { calls: process.calls, isDead, faults };
}

/** What happens in a world in which a process has died; gives what is wrong when it has come to rest. */
async function goOn({ meanwhile, afterwards, finally: find }: Doing): Promise<string[]> {
  await meanwhile?.();
  let report = await comeToRest(shop);
  if (afterwards) {
    await afterwards();
    await comeToRest(shop);
    await find?.();
    report = await shop.check();
  }
  const unrest = report.inFlight > 0 ? [`${report.inFlight} rows never came to rest`] : [];
  return [...unrest, ...breachesIn(report)];
}

function breachesIn({ invariants }: LedgerReport): string[] {
  return invariants.flatMap(({ name, breaches }) =>
    breaches.map(({ subject, detail }) => `${name}: ${subject}: ${detail}`),
  );
}

async function endOf(customer: string): Promise<string> {
  const orders = await shop.ordersOf(customer);
  const moved = await shop.movements();
  const ends = orders.map(({ id, status, paymentStatus }) => {
    const its = moved.filter(({ metadata }: Movement) => metadata.order_id === id);
    return `${status}, ${paymentStatus}: ${its.map(({ kind, amount }) => `${kind} ${amount}`).join(', ')}`;
  });
  return ends.join(' and ');
}

describe('whichever call it dies of', () => {
  it.each([...customerScenarios, ...fulfilScenarios, ...recoverScenarios])(
    '$name ends as $ends',
    async (scenario) => {
      const faults: string[] = [];
      for (let call = 1; ; call += 1) {
        const before = await crash(scenario, { call, when: 'before' });
        const after = await crash(scenario, { call, when: 'after' });
        const name = `${scenario.name}, call ${call} (${before.calls[call - 1] ?? 'none: it lives'})`;
        const told = [before, after].map((outcome) => (outcome.faults.length === 0 ? 'ok' : 'BROKEN'));
        table.push(`${name}: before ${told[0]}, after ${told[1]}`);
        faults.push(...before.faults.map((fault) => `${name} before: ${fault}`));
        faults.push(...after.faults.map((fault) => `${name} after: ${fault}`));
        if (!before.isDead && !after.isDead) break;
      }
      expect(faults).toEqual([]);
    },
    60_000,
  );
});
