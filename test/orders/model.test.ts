import { randomInt } from 'node:crypto';
import { checkLedger } from '@grocer/orders/ledger';
import { readGatewayLedger } from '@grocer/orders/ledger/gateway-ledger';
import { createTestDatabase, type TestDatabase } from '@grocer/test-support/database';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from './model/commands.ts';
import { newModel } from './model/model.ts';
import { comeToRest } from './model/perform.ts';
import { openShop, type RealShop } from './model/real-shop.ts';

// Customers, the warehouse, recover and the clock do what chance lets them, one after the other and at once, to the real
// workflows over Postgres and the card gateway's stand-in, and to a model of them. Both must always be the same.
//
//   MODEL_RUNS=100000 MODEL_SEED=1  npm test -- --project service test/orders/model.test.ts
//
// A failure tells its seed, path and replayPath: MODEL_SEED, MODEL_PATH and MODEL_REPLAY do that run again.
const { MODEL_RUNS = '1000', MODEL_SEED, MODEL_PATH, MODEL_REPLAY } = process.env;

const MOST_COMMANDS = 16;
const TIMEOUT_MS = 3_600_000;

// Runs in several lanes, each with a database of its own, keep both processors busy.
const lanes = MODEL_PATH ? [0] : [0, 1, 2, 3];
const seed = Number(MODEL_SEED ?? randomInt(2 ** 30));
const runs = Math.ceil(Number(MODEL_RUNS) / lanes.length);
if (!(runs > 0 && Number.isInteger(seed)))
  throw new Error(`nothing can be run: MODEL_RUNS=${MODEL_RUNS}, seed ${seed}`);

const databases: TestDatabase[] = [];
beforeAll(async () => {
  console.log(`model of orders: ${lanes.length} × ${runs} runs, MODEL_SEED=${seed}`);
  databases.push(...(await Promise.all(lanes.map(() => createTestDatabase()))));
});
afterAll(() => Promise.all(databases.map((database) => database.drop())));

describe('orders, whatever happens to them', () => {
  it.concurrent.each(lanes)(
    'are as the model has them, and at rest nothing is left open (lane %i)',
    async (lane) => {
      const database = databases[lane];
      if (!database) throw new Error(`lane ${lane} has no database`);
      const scripts = fc.commands(commands, {
        maxCommands: MOST_COMMANDS,
        size: 'max',
        ...(MODEL_REPLAY && { replayPath: MODEL_REPLAY }),
      });
      await fc.assert(
        fc.asyncProperty(scripts, (script) => play(database, script)),
        { seed: seed + lane, numRuns: runs, ...(MODEL_PATH && { path: MODEL_PATH }) },
      );
    },
    TIMEOUT_MS,
  );
});

async function play(database: TestDatabase, script: Parameters<typeof fc.asyncModelRun>[1]): Promise<void> {
  const shop = await openShop(database);
  const model = newModel();
  try {
    await fc.asyncModelRun(() => ({ model, real: shop }), script);
    await comeToRest(model, shop);
    await holdToLedger(shop);
  } finally {
    await shop.close();
  }
}

/** Nothing of it knows the model: the invariants of architecture.md, by the checker that the estate is checked with. */
async function holdToLedger({ database, standIn, checkout }: RealShop): Promise<void> {
  const report = await checkLedger({
    database: database.as('auditor'),
    readMovements: () => readGatewayLedger(standIn),
    readQueues: async () => [],
    clock: checkout.clock,
  });
  expect(report.invariants.flatMap(({ breaches }) => breaches)).toEqual([]);
}
