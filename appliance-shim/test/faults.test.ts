import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Appliance } from '@grocer/test-support/appliance';
import { expect, onTestFinished, test, vi } from 'vitest';
import { newId, openWarehouse, patience, released, reportsOf, type Warehouse } from './warehouse.ts';

const whole = ['dispatched', 'picked', 'picking-started'];
const unhurried = { pickMilliseconds: 20, dispatchMilliseconds: 20 };

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'warehouse-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

async function release(warehouse: Warehouse, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, newId);
  for (const id of ids) await warehouse.send(released(id));
  return ids;
}

/** An event may be sent twice, but under the same id. */
async function expectEachOrderReportedOnce(warehouse: Warehouse, ids: string[]): Promise<void> {
  const distinct = await warehouse.waitForDistinctEvents(3 * ids.length);
  for (const id of ids) expect(reportsOf(distinct, id)).toEqual(whole);
}

function countDispatched(appliance: Appliance): number {
  return appliance.orders().filter(({ state }) => state === 'dispatched').length;
}

function cutDatabaseConnections({ database }: Warehouse): Promise<unknown> {
  return database.admin.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where usename = 'test_warehouse' and datname = current_database()`,
  );
}

test('loses no order when the shim is restarted in the middle of it', async () => {
  const warehouse = await openWarehouse();
  const appliance = await warehouse.startAppliance({ pace: unhurried });
  const first = warehouse.startShim(appliance);
  const ids = await release(warehouse, 8);
  await vi.waitFor(() => expect(appliance.orders().length).toBeGreaterThan(2), { timeout: 5000 });
  await first.stop();
  expect(first.isReady()).toBe(false);
  warehouse.startShim(appliance);
  await expectEachOrderReportedOnce(warehouse, ids);
  expect(warehouse.incidents).toEqual([]);
});

test('loses no order when the appliance is restarted in the middle of it', async () => {
  const warehouse = await openWarehouse();
  const stateDir = await temporaryFolder();
  const first = await warehouse.startAppliance({ pace: unhurried, stateDir });
  const shim = warehouse.startShim(first);
  const ids = await release(warehouse, 8);
  await vi.waitFor(() => expect(first.orders().length).toBeGreaterThan(2), { timeout: 5000 });
  await first.stop();
  await vi.waitFor(() => expect(shim.isReady()).toBe(false), patience);
  const port = Number(new URL(first.url).port);
  const second = await warehouse.startAppliance({ pace: unhurried, stateDir, port });
  await expectEachOrderReportedOnce(warehouse, ids);
  expect(second.orders()).toHaveLength(8);
});

test('loses and repeats nothing while everything around it breaks', async () => {
  const warehouse = await openWarehouse();
  const stateDir = await temporaryFolder();
  let appliance = await warehouse.startAppliance({ pace: unhurried, stateDir });
  const port = Number(new URL(appliance.url).port);
  for (let instance = 0; instance < 2; instance += 1) warehouse.startShim(appliance);
  const ids = await release(warehouse, 20);
  const breaks = [
    async () => appliance.cutSession(),
    () => cutDatabaseConnections(warehouse),
    async () => {
      await appliance.stop();
      appliance = await warehouse.startAppliance({ pace: unhurried, stateDir, port });
    },
  ];
  for (let picked = 0; picked < 15; picked += 3) {
    await vi.waitFor(() => expect(countDispatched(appliance)).toBeGreaterThanOrEqual(picked), { timeout: 15_000 });
    await breaks[(picked / 3) % breaks.length]?.();
  }
  await expectEachOrderReportedOnce(warehouse, ids);
  expect(countDispatched(appliance)).toBe(20);
  const { rowCount } = await warehouse.database.admin.query('select from warehouse.outbox');
  expect(rowCount).toBe(60);
});

test('closes its session when its lock connection ends, and a standby takes over', async () => {
  const warehouse = await openWarehouse();
  const appliance = await warehouse.startAppliance({ pace: unhurried });
  const first = warehouse.startShim(appliance);
  await vi.waitFor(() => expect(first.isReady()).toBe(true), patience);
  const standby = warehouse.startShim(appliance);
  const ids = await release(warehouse, 8);
  await vi.waitFor(() => expect(appliance.orders().length).toBeGreaterThan(2), { timeout: 5000 });
  expect(standby.isReady()).toBe(false);
  await cutDatabaseConnections(warehouse);
  await vi.waitFor(() => expect(first.isReady() || standby.isReady()).toBe(false), patience);
  await vi.waitFor(() => expect(first.isReady() !== standby.isReady()).toBe(true), { timeout: 10_000 });
  await expectEachOrderReportedOnce(warehouse, ids);
});

test('hands over to a standby when it is stopped', async () => {
  const warehouse = await openWarehouse();
  const appliance = await warehouse.startAppliance({ pace: unhurried });
  const first = warehouse.startShim(appliance);
  await vi.waitFor(() => expect(first.isReady()).toBe(true), patience);
  const standby = warehouse.startShim(appliance);
  const ids = await release(warehouse, 4);
  await first.stop();
  await vi.waitFor(() => expect(standby.isReady()).toBe(true), { timeout: 5000 });
  await expectEachOrderReportedOnce(warehouse, ids);
  expect(warehouse.incidents).toEqual([]);
});

test('takes nothing from the queue while the appliance is away', async () => {
  const warehouse = await openWarehouse();
  const appliance = await warehouse.startAppliance();
  const shim = warehouse.startShim(appliance);
  await vi.waitFor(() => expect(shim.isReady()).toBe(true), patience);
  await appliance.stop();
  await vi.waitFor(() => expect(shim.isReady()).toBe(false), patience);
  const [id] = await release(warehouse, 1);
  expect(await warehouse.orders.drain()).toHaveLength(1);
  expect(id).toBeDefined();
});

test('gives up an appliance that has gone silent, and comes back when it speaks', async () => {
  const warehouse = await openWarehouse();
  const appliance = await warehouse.startAppliance();
  const times = { acknowledgeMs: 100, lifeAfterMs: 100, deadAfterMs: 400 };
  const shim = warehouse.startShim(appliance, { times });
  await vi.waitFor(() => expect(shim.isReady()).toBe(true), patience);
  appliance.setSilent(true);
  await vi.waitFor(() => expect(shim.isReady()).toBe(false), { timeout: 3000 });
  appliance.setSilent(false);
  const ids = await release(warehouse, 1);
  await expectEachOrderReportedOnce(warehouse, ids);
});
