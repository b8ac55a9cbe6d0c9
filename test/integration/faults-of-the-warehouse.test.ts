import { it } from 'vitest';
import { kill, pause, startAgain, unpause } from './engine.ts';
import { forNow } from './fault-table.ts';
import { openShop } from './shop.ts';

const { shop, survive } = openShop();

it('takes orders while the queue is gone, and sends them when it is back', () =>
  survive({
    name: 'queue gone 5 s',
    inject: () => kill(shop().estate.standIns.sqs),
    heal: () => startAgain(shop().estate.standIns.sqs),
    lastsMs: 5000,
    mayAnswer: [],
  }));

it('takes orders while the appliance is a black hole: its line is open, and nothing answers', () =>
  survive({
    name: 'appliance black-holed 15 s',
    inject: () => pause(shop().estate.standIns.appliance),
    heal: () => unpause(shop().estate.standIns.appliance),
    lastsMs: 15_000,
    mayAnswer: [],
  }));

it('takes orders while the appliance is gone', () =>
  survive({
    name: 'appliance gone 5 s',
    inject: () => kill(shop().estate.standIns.appliance),
    heal: () => startAgain(shop().estate.standIns.appliance),
    lastsMs: 5000,
    mayAnswer: [],
  }));

it('loses no telegram when the database goes while they arrive', () =>
  survive({
    name: 'Postgres killed while telegrams arrive, back after 3 s',
    inject: () => kill(shop().estate.postgres),
    heal: () => startAgain(shop().estate.postgres),
    lastsMs: 3000,
    mayAnswer: forNow,
  }));
