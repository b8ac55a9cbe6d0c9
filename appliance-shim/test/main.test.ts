import { expect, test, vi } from 'vitest';
import { settingsFor, startProcess } from './process.ts';
import { newId, openWarehouse, released, reportsOf } from './warehouse.ts';

const unhurried = { pickMilliseconds: 50, dispatchMilliseconds: 50 };
const whole = ['dispatched', 'picked', 'picking-started'];

test('says every fault of its configuration at once and does not start', async () => {
  const shim = startProcess({ HOST: '127.0.0.1', PORT: 'eighty' });
  expect(await shim.exited).toBe(1);
  for (const variable of ['PORT', 'DATABASE_URL', 'VAULT_ADDR', 'APPLIANCE_HOST', 'WAREHOUSE_EVENTS_QUEUE_URL']) {
    expect(shim.output()).toContain(variable);
  }
});

test('keeps its session while its database logins come and go', async () => {
  const warehouse = await openWarehouse();
  const appliance = await warehouse.startAppliance({ pace: unhurried });
  const shim = startProcess(await settingsFor(warehouse, appliance.url, 6));
  await vi.waitFor(async () => expect(await shim.probe('ready')).toBe(200), 10_000);
  const ids: string[] = [];
  const rotations = () => shim.output().split('database credentials rotated').length - 1;
  while (rotations() < 2) {
    const id = newId();
    ids.push(id);
    await warehouse.send(released(id));
    await warehouse.waitForDistinctEvents(3 * ids.length);
  }
  expect(await shim.probe('ready')).toBe(200);
  expect(shim.output()).not.toContain('session ended');
  expect(shim.output()).not.toContain('"level":"error"');
  expect(await shim.end('SIGTERM')).toBe(0);
});

test('loses nothing when it is killed, and lets everything go when it is asked to end', async () => {
  const warehouse = await openWarehouse();
  const appliance = await warehouse.startAppliance({ pace: unhurried });
  const settings = await settingsFor(warehouse, appliance.url, 600);
  const ids = Array.from({ length: 10 }, newId);
  for (const id of ids) await warehouse.send(released(id));
  for (let seen = 0; seen < 3; seen += 1) {
    const doomed = startProcess(settings);
    await vi.waitFor(() => expect(appliance.orders().length).toBeGreaterThan(2 * seen), 10_000);
    expect(await doomed.end('SIGKILL')).toBeNull();
  }
  const shim = startProcess(settings);
  const events = await warehouse.waitForDistinctEvents(3 * ids.length);
  for (const id of ids) expect(reportsOf(events, id)).toEqual(whole);
  expect(await shim.probe('live')).toBe(200);
  expect(await shim.end('SIGTERM')).toBe(0);
  expect(shim.output()).toContain('"reason":"drained"');
});
