import { connectAdmin } from '@grocer/test-support/estate-admin';
import { it } from 'vitest';
import { kill, pause, startAgain, unpause } from './engine.ts';
import { forNow, NOBODY } from './fault-table.ts';
import { openShop } from './shop.ts';

const { shop, survive } = openShop();

it('outlives a Postgres that stands still for ten seconds', () =>
  survive({
    name: 'Postgres paused 10 s',
    inject: () => pause(shop().estate.postgres),
    heal: () => unpause(shop().estate.postgres),
    lastsMs: 10_000,
    mayAnswer: forNow,
  }));

it('outlives a Postgres that is killed and started again', () =>
  survive({
    name: 'Postgres killed, back after 3 s',
    inject: () => kill(shop().estate.postgres),
    heal: () => startAgain(shop().estate.postgres),
    lastsMs: 3000,
    mayAnswer: forNow,
  }));

it('outlives connections that are cut in the middle of a transaction', async () => {
  const admin = connectAdmin(shop().estate);
  const cut = () =>
    admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = 'grocer' and application_name in ('checkout', 'fulfil', 'appliance-shim', 'catalogue') and xact_start is not null`,
    );
  let cutting: NodeJS.Timeout | undefined;
  try {
    await survive({
      name: 'transactions cut for 3 s, every 20 ms',
      async inject() {
        cutting = setInterval(() => void cut().catch(() => undefined), 20);
      },
      heal: async () => clearInterval(cutting),
      lastsMs: 3000,
      mayAnswer: forNow,
    });
  } finally {
    await admin.end();
  }
});

it('outlives a card gateway that does not answer', () =>
  survive({
    name: 'card gateway paused 5 s',
    inject: () => pause(shop().estate.standIns.gateway),
    heal: () => unpause(shop().estate.standIns.gateway),
    lastsMs: 5000,
    mayAnswer: forNow,
  }));

it('outlives a card gateway that is gone', () =>
  survive({
    name: 'card gateway killed, back after 5 s',
    inject: () => kill(shop().estate.standIns.gateway),
    heal: () => startAgain(shop().estate.standIns.gateway),
    lastsMs: 5000,
    mayAnswer: forNow,
  }));

it('outlives a catalogue that is gone', () =>
  survive({
    name: 'catalogue killed, back after 3 s',
    inject: () => kill(shop().catalogue),
    heal: () => startAgain(shop().catalogue),
    lastsMs: 3000,
    mayAnswer: forNow,
  }));

it('outlives a checkout that is killed with orders in work', () =>
  survive({
    name: 'checkout killed, back after 2 s',
    inject: () => kill(shop().checkout),
    heal: () => startAgain(shop().checkout),
    lastsMs: 2000,
    mayAnswer: [...forNow, NOBODY],
  }));
