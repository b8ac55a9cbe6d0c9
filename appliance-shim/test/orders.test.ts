import '@grocer/chassis/telemetry/register';
import { createLog } from '@grocer/chassis/log';
import { expect, test, vi } from 'vitest';
import { cancelReleasedOrder } from '../src/workflows/cancel-order.ts';
import { releaseOrder } from '../src/workflows/release-order.ts';
import {
  bread,
  cancelled,
  countTelegrams,
  milk,
  newId,
  openWarehouse,
  patience,
  released,
  reportsOf,
} from './warehouse.ts';

const whole = ['dispatched', 'picked', 'picking-started'];

test('takes a released order to the appliance and reports it picked and dispatched', async () => {
  const warehouse = await openWarehouse();
  const appliance = await warehouse.startAppliance({ pick: (_, { sku, quantity }) => (sku === milk ? 1 : quantity) });
  const shim = warehouse.startShim(appliance);
  const orderId = newId();
  await warehouse.send(
    released(orderId, [
      { sku: milk, quantity: 3 },
      { sku: '000012345670', quantity: 2 },
    ]),
  );

  const events = await warehouse.waitForEvents(3);
  expect(reportsOf(events, orderId)).toEqual(whole);
  const lines = [
    { sku: milk, quantity: 3, picked: 1 },
    { sku: bread, quantity: 2, picked: 2 },
  ];
  expect(events.find(({ type }) => type === 'grocer.order.picked')?.data).toEqual({ orderId, lines });
  expect(events.find(({ type }) => type === 'grocer.order.dispatched')?.data).toEqual({ orderId, lines });
  expect(shim.isReady()).toBe(true);
  expect(warehouse.incidents).toEqual([]);
});

test("continues the order's trace in everything that comes of it", async () => {
  const warehouse = await openWarehouse();
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  warehouse.startShim(await warehouse.startAppliance());
  await warehouse.send(released(newId()), `00-${traceId}-b7ad6b7169203331-01`);
  await warehouse.waitForEvents(3);
  const { rows } = await warehouse.database.admin.query<{ traceparent: string }>(
    `select traceparent from warehouse.outbox
     union all select traceparent from warehouse.orders
     union all select traceparent from warehouse.outgoing_telegrams`,
  );
  expect(rows).toHaveLength(5);
  expect(new Set(rows.map(({ traceparent }) => traceparent.split('-')[1]))).toEqual(new Set([traceId]));
});

test('reports what the warehouse says of its stock', async () => {
  const warehouse = await openWarehouse();
  const appliance = await warehouse.startAppliance();
  warehouse.startShim(appliance);
  appliance.adjustStock(milk, 40, '00');
  appliance.adjustStock(bread, -2, '02');
  const events = await warehouse.waitForEvents(2);
  expect(events.map(({ data }) => data)).toEqual(
    expect.arrayContaining([
      { sku: milk, delta: 40, reason: 'goods-in' },
      { sku: bread, delta: -2, reason: 'spoilt' },
    ]),
  );
});

test('reports again, under the same ids, what it has reported of an order that is released again', async () => {
  const warehouse = await openWarehouse();
  const appliance = await warehouse.startAppliance();
  warehouse.startShim(appliance);
  const orderId = newId();
  const release = released(orderId);
  await warehouse.send(release);
  const ids = (await warehouse.waitForEvents(3)).map(({ id }) => id).sort();

  await warehouse.send(release);
  const events = await warehouse.waitForEvents(6);
  expect(events.map(({ id }) => id).sort()).toEqual([...ids, ...ids].sort());
  expect(await countTelegrams(warehouse.database.admin)).toBe(1);
  expect(appliance.orders()).toHaveLength(1);
});

test('sends an order of which nothing was heard again, and the appliance picks it once', async () => {
  const warehouse = await openWarehouse();
  const appliance = await warehouse.startAppliance({ pace: { pickMilliseconds: 500, dispatchMilliseconds: 1 } });
  warehouse.startShim(appliance);
  const release = released(newId());
  await warehouse.send(release);
  await vi.waitFor(() => expect(appliance.orders()[0]?.state).toBe('picking'), patience);
  await warehouse.database.admin.query('delete from warehouse.outbox');
  await warehouse.send(release);
  await vi.waitFor(async () => expect(await countTelegrams(warehouse.database.admin)).toBe(2), patience);
  await warehouse.waitForEvents(2);
  expect(appliance.orders()).toHaveLength(1);
  expect(warehouse.incidents).toEqual([]);
});

test('drops a release that its cancel has overtaken', async () => {
  const warehouse = await openWarehouse();
  const appliance = await warehouse.startAppliance();
  warehouse.startShim(appliance);
  const [overtaken, other] = [newId(), newId()];
  await warehouse.send(cancelled(overtaken));
  await vi.waitFor(async () => {
    const { rowCount } = await warehouse.database.admin.query('select from warehouse.orders');
    expect(rowCount).toBe(1);
  }, patience);
  await warehouse.send(released(overtaken));
  await warehouse.send(released(other));
  expect(reportsOf(await warehouse.waitForEvents(3), other)).toEqual(whole);
  expect(appliance.orders().map(({ id }) => id)).toEqual([other]);
});

test('says nothing to the appliance of an order that is cancelled before its turn came', async () => {
  const warehouse = await openWarehouse();
  const database = warehouse.database.as('warehouse');
  const [hasty, other] = [newId(), newId()];
  await releaseOrder(database, released(hasty), createLog({ name: 'test', level: 'fatal' }));
  await cancelReleasedOrder(database, cancelled(hasty));
  const appliance = await warehouse.startAppliance();
  warehouse.startShim(appliance);
  await warehouse.send(released(other));
  expect(reportsOf(await warehouse.waitForEvents(3), other)).toEqual(whole);
  expect(appliance.orders().map(({ id }) => id)).toEqual([other]);
  expect(await countTelegrams(warehouse.database.admin)).toBe(1);
});

test('has a cancelled order put back, and reports nothing more of it', async () => {
  const warehouse = await openWarehouse();
  const appliance = await warehouse.startAppliance({ pace: { pickMilliseconds: 1, dispatchMilliseconds: 2000 } });
  warehouse.startShim(appliance);
  const orderId = newId();
  await warehouse.send(released(orderId));
  await warehouse.waitForEvents(2);
  await warehouse.send(cancelled(orderId));
  await vi.waitFor(() => expect(appliance.orders()[0]?.state).toBe('cancelled'), patience);
  expect(appliance.orders()[0]?.lines[0]?.picked).toBe(0);
  await warehouse.send(released(newId()));
  expect(reportsOf(await warehouse.waitForEvents(4), orderId)).toEqual(['picked', 'picking-started']);
});

test('raises it when the appliance no longer can take an order back', async () => {
  const warehouse = await openWarehouse();
  warehouse.startShim(await warehouse.startAppliance());
  const orderId = newId();
  await warehouse.send(released(orderId));
  await warehouse.waitForEvents(3);
  await warehouse.send(cancelled(orderId));
  await vi.waitFor(() => expect(warehouse.incidents).toEqual(['PCAN 2 was answered 06']), patience);
});

test.each([
  ['a SKU with a wrong check digit', (id: string) => released(id, [{ sku: '5000159407237', quantity: 1 }])],
  ['no lines', (id: string) => released(id, [])],
])('dead-letters a release with %s', async (_, malformed) => {
  const warehouse = await openWarehouse();
  warehouse.startShim(await warehouse.startAppliance());
  const event = malformed(newId());
  await warehouse.send(event);
  await vi.waitFor(
    async () => expect(await warehouse.orders.drain(warehouse.orders.dlqUrl)).toEqual([JSON.stringify(event)]),
    patience,
  );
});
