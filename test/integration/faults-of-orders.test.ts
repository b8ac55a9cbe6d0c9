import { type Customer, signInCustomer } from '@grocer/test-support/customer';
import { connectAdmin } from '@grocer/test-support/estate-admin';
import type { StartedTestContainer } from 'testcontainers';
import { afterAll, beforeAll, it } from 'vitest';
import { tellLastWords } from './container-log.ts';
import { type ContainerEstate, startContainerEstate } from './containers.ts';
import { kill, pause, startAgain, unpause } from './engine.ts';
import { createFaultTable, forNow, NOBODY } from './fault-table.ts';

tellLastWords();
const table = createFaultTable();
let estate: ContainerEstate;
let customer: Customer;
let catalogue: StartedTestContainer;
let checkout: StartedTestContainer;
beforeAll(async () => {
  estate = await startContainerEstate();
  catalogue = await estate.startService('catalogue');
  [checkout] = await Promise.all([estate.startService('checkout'), estate.startService('appliance-shim')]);
  customer = await signInCustomer(estate, 'customer-1');
});
afterAll(async () => {
  table.print();
  await estate?.stop();
});

it('outlives a Postgres that stands still for ten seconds', () =>
  table.survive(estate, customer, {
    name: 'Postgres paused 10 s',
    inject: () => pause(estate.postgres),
    heal: () => unpause(estate.postgres),
    lastsMs: 10_000,
    mayAnswer: forNow,
  }));

it('outlives a Postgres that is killed and started again', () =>
  table.survive(estate, customer, {
    name: 'Postgres killed, back after 3 s',
    inject: () => kill(estate.postgres),
    heal: () => startAgain(estate.postgres),
    lastsMs: 3000,
    mayAnswer: forNow,
  }));

it('outlives connections that are cut in the middle of a transaction', async () => {
  const admin = connectAdmin(estate);
  const cut = () =>
    admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = 'grocer' and application_name in ('checkout', 'fulfil', 'appliance-shim', 'catalogue') and xact_start is not null`,
    );
  const cutting = { timer: undefined as NodeJS.Timeout | undefined };
  await table.survive(estate, customer, {
    name: 'transactions cut for 3 s, every 20 ms',
    async inject() {
      cutting.timer = setInterval(() => void cut().catch(() => undefined), 20);
    },
    heal: async () => clearInterval(cutting.timer),
    lastsMs: 3000,
    mayAnswer: forNow,
  });
  await admin.end();
});

it('outlives a card gateway that does not answer', () =>
  table.survive(estate, customer, {
    name: 'card gateway paused 5 s',
    inject: () => pause(estate.standIns.gateway),
    heal: () => unpause(estate.standIns.gateway),
    lastsMs: 5000,
    mayAnswer: forNow,
  }));

it('outlives a card gateway that is gone', () =>
  table.survive(estate, customer, {
    name: 'card gateway killed, back after 5 s',
    inject: () => kill(estate.standIns.gateway),
    heal: () => startAgain(estate.standIns.gateway),
    lastsMs: 5000,
    mayAnswer: forNow,
  }));

it('outlives a catalogue that is gone', () =>
  table.survive(estate, customer, {
    name: 'catalogue killed, back after 3 s',
    inject: () => kill(catalogue),
    heal: () => startAgain(catalogue),
    lastsMs: 3000,
    mayAnswer: forNow,
  }));

it('outlives a checkout that is killed with orders in work', () =>
  table.survive(estate, customer, {
    name: 'checkout killed, back after 2 s',
    inject: () => kill(checkout),
    heal: () => startAgain(checkout),
    lastsMs: 2000,
    mayAnswer: [...forNow, NOBODY],
  }));
