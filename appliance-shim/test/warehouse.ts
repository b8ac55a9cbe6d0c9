import { newId } from '@grocer/chassis/ids';
import { createLog, type Log } from '@grocer/chassis/log';
import type { Database } from '@grocer/chassis/postgres';
import { newEvent } from '@grocer/chassis/queue';
import { type OrderCancelled, type OrderReleased, WarehouseEvent, type WarehouseOrder } from '@grocer/contracts/events';
import { type Appliance, startTestAppliance } from '@grocer/test-support/appliance';
import { createTestDatabase, type TestDatabase } from '@grocer/test-support/database';
import { createTestQueue, type TestQueue } from '@grocer/test-support/queues';
import { Value } from 'typebox/value';
import { expect, onTestFinished, vi } from 'vitest';
import { type Gateway, type GatewayOptions, startGateway } from '../src/gateway.ts';

export const milk = '5000159407236';
export const bread = '12345670';
/** How long a condition is waited for: longer than it takes on a machine that does much else. */
export const patience = { timeout: 20_000 };

/** A database, two queues and an appliance of one test's own; everything ends with the test. */
export interface Warehouse {
  readonly database: TestDatabase;
  readonly orders: TestQueue;
  readonly events: TestQueue;
  readonly incidents: string[];
  /** Puts a message on `warehouse-orders`. */
  send(event: WarehouseOrder, traceparent?: string): Promise<void>;
  startShim(appliance: Appliance, options?: Partial<GatewayOptions>): Gateway;
  startAppliance: typeof startTestAppliance;
  /** Waits until `count` events have come out, and returns every one in the order of arrival. */
  waitForEvents(count: number): Promise<WarehouseEvent[]>;
  /** The same, counting an event that is delivered twice once. */
  waitForDistinctEvents(count: number): Promise<WarehouseEvent[]>;
}

export async function openWarehouse(): Promise<Warehouse> {
  const [database, orders, events] = await Promise.all([
    createTestDatabase(),
    createTestQueue('warehouse-orders', { visibilitySeconds: 1 }),
    createTestQueue('warehouse-events'),
  ]);
  onTestFinished(() => database.drop());
  const incidents: string[] = [];
  const log = createRecordingLog(incidents);
  const came: WarehouseEvent[] = [];
  const collect = (count: number, view: () => WarehouseEvent[]) =>
    vi.waitFor(async () => {
      came.push(...(await events.drain()).map((body) => Value.Parse(WarehouseEvent, JSON.parse(body))));
      expect(view().length).toBeGreaterThanOrEqual(count);
      return view();
    }, patience);
  return {
    database,
    orders,
    events,
    incidents,
    send: (event, traceparent) => orders.queues.send(orders.url, event, traceparent),
    startShim(appliance, options = {}) {
      const shim = startGateway({
        database: database.as('warehouse'),
        queues: orders.queues,
        ordersQueueUrl: orders.url,
        ordersDlqUrl: orders.dlqUrl,
        eventsQueueUrl: events.url,
        appliance: { host: '127.0.0.1', port: Number(new URL(appliance.url).port) },
        log,
        ...options,
      });
      onTestFinished(() => shim.stop());
      return shim;
    },
    async startAppliance(options) {
      const appliance = await startTestAppliance(options);
      onTestFinished(() => appliance.stop());
      return appliance;
    },
    waitForEvents: (count) => collect(count, () => came),
    waitForDistinctEvents: (count) =>
      collect(count, () => [...new Map(came.map((event) => [event.id, event])).values()]),
  };
}

export function released(orderId: string, lines = [{ sku: milk, quantity: 2 }]): OrderReleased {
  const data = { orderId, slotStartsAt: '2027-01-01T09:00:00.000Z', lines };
  return newEvent({ source: 'checkout', type: 'grocer.order.released', subject: orderId, time: new Date(), data });
}

export function cancelled(orderId: string): OrderCancelled {
  const about = { source: 'checkout', type: 'grocer.order.cancelled', subject: orderId, time: new Date() } as const;
  return newEvent({ ...about, data: { orderId } });
}

/** The types of an order's events, without their common prefix, sorted: delivery is unordered. */
export function reportsOf(events: readonly WarehouseEvent[], orderId: string): string[] {
  return events
    .filter(({ subject }) => subject === orderId)
    .map(({ type }) => type.replace('grocer.order.', ''))
    .sort();
}

export async function countTelegrams(database: Database): Promise<number> {
  const { rows } = await database.query<{ count: number }>(
    'select count(*)::int as count from warehouse.outgoing_telegrams where sequence is not null',
  );
  return rows[0]?.count ?? 0;
}

export { newId };

function createRecordingLog(incidents: string[]): Log {
  const log = createLog({ name: 'test', level: 'fatal' });
  return Object.assign(Object.create(log), {
    error: (_: unknown, message: string) => void incidents.push(message),
  });
}
