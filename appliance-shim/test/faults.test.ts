import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { newId, openWarehouse, released, reportsOf, type Warehouse } from './warehouse.ts';

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

async function expectEachOrderReportedOnce(warehouse: Warehouse, ids: string[]): Promise<void> {
  const events = await warehouse.waitForEvents(3 * ids.length);
  const distinct = [...new Map(events.map((event) => [event.id, event])).values()];
  for (const id of ids) expect(reportsOf(distinct, id)).toEqual(whole);
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
  await vi.waitFor(() => expect(shim.isReady()).toBe(false));
  const port = Number(new URL(first.url).port);
  const second = await warehouse.startAppliance({ pace: unhurried, stateDir, port });
  await expectEachOrderReportedOnce(warehouse, ids);
  expect(second.orders()).toHaveLength(8);
});

test('loses no order when its session is cut again and again', async () => {
  const warehouse = await openWarehouse();
  const appliance = await warehouse.startAppliance({ pace: unhurried });
  warehouse.startShim(appliance);
  const ids = await release(warehouse, 12);
  const cutting = setInterval(() => appliance.cutSession(), 150);
  onTestFinished(() => clearInterval(cutting));
  await expectEachOrderReportedOnce(warehouse, ids);
});

test('closes its session when its lock connection ends, and a standby takes over', async () => {
  const warehouse = await openWarehouse();
  const appliance = await warehouse.startAppliance({ pace: unhurried });
  const first = warehouse.startShim(appliance);
  await vi.waitFor(() => expect(first.isReady()).toBe(true));
  const standby = warehouse.startShim(appliance);
  const ids = await release(warehouse, 8);
  await vi.waitFor(() => expect(appliance.orders().length).toBeGreaterThan(2), { timeout: 5000 });
  expect(standby.isReady()).toBe(false);
  await cutDatabaseConnections(warehouse);
  await vi.waitFor(() => expect(first.isReady() || standby.isReady()).toBe(false));
  await vi.waitFor(() => expect(first.isReady() !== standby.isReady()).toBe(true), { timeout: 10_000 });
  await expectEachOrderReportedOnce(warehouse, ids);
});

test('hands over to a standby when it is stopped', async () => {
  const warehouse = await openWarehouse();
  const appliance = await warehouse.startAppliance({ pace: unhurried });
  const first = warehouse.startShim(appliance);
  await vi.waitFor(() => expect(first.isReady()).toBe(true));
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
  await vi.waitFor(() => expect(shim.isReady()).toBe(true));
  await appliance.stop();
  await vi.waitFor(() => expect(shim.isReady()).toBe(false));
  const [id] = await release(warehouse, 1);
  expect(await warehouse.orders.drain()).toHaveLength(1);
  expect(id).toBeDefined();
});

test('gives up an appliance that has gone silent, and comes back when it speaks', async () => {
  const warehouse = await openWarehouse();
  const appliance = await warehouse.startAppliance();
  const times = { acknowledgeMs: 100, lifeAfterMs: 100, deadAfterMs: 400 };
  const shim = warehouse.startShim(appliance, { times });
  await vi.waitFor(() => expect(shim.isReady()).toBe(true));
  appliance.setSilent(true);
  await vi.waitFor(() => expect(shim.isReady()).toBe(false), { timeout: 3000 });
  appliance.setSilent(false);
  const ids = await release(warehouse, 1);
  await expectEachOrderReportedOnce(warehouse, ids);
});
