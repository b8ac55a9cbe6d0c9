import { type Customer, signInCustomer } from '@grocer/test-support/customer';
import { afterAll, beforeAll, it } from 'vitest';
import { tellLastWords } from './container-log.ts';
import { type ContainerEstate, startContainerEstate } from './containers.ts';
import { kill, pause, startAgain, unpause } from './engine.ts';
import { createFaultTable, forNow } from './fault-table.ts';

tellLastWords();
const table = createFaultTable();
let estate: ContainerEstate;
let customer: Customer;
beforeAll(async () => {
  estate = await startContainerEstate();
  await estate.startService('catalogue');
  await Promise.all([estate.startService('checkout'), estate.startService('appliance-shim')]);
  customer = await signInCustomer(estate, 'customer-1');
});
afterAll(async () => {
  table.print();
  await estate?.stop();
});

it('takes orders while the queue is gone, and sends them when it is back', () =>
  table.survive(estate, customer, {
    name: 'queue gone 5 s',
    inject: () => kill(estate.standIns.sqs),
    heal: () => startAgain(estate.standIns.sqs),
    lastsMs: 5000,
    mayAnswer: [],
  }));

it('takes orders while the appliance is a black hole: its line is open, and nothing answers', () =>
  table.survive(estate, customer, {
    name: 'appliance black-holed 15 s',
    inject: () => pause(estate.standIns.appliance),
    heal: () => unpause(estate.standIns.appliance),
    lastsMs: 15_000,
    mayAnswer: [],
  }));

it('takes orders while the appliance is gone', () =>
  table.survive(estate, customer, {
    name: 'appliance gone 5 s',
    inject: () => kill(estate.standIns.appliance),
    heal: () => startAgain(estate.standIns.appliance),
    lastsMs: 5000,
    mayAnswer: [],
  }));

it('loses no telegram when the database goes while they arrive', () =>
  table.survive(estate, customer, {
    name: 'Postgres killed while telegrams arrive, back after 3 s',
    inject: () => kill(estate.postgres),
    heal: () => startAgain(estate.postgres),
    lastsMs: 3000,
    mayAnswer: forNow,
  }));
