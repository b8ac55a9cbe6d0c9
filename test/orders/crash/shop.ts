import type { Log } from '@grocer/chassis/log';
import type { PlaceOrder } from '@grocer/contracts/checkout';
import type { WarehouseOrder } from '@grocer/contracts/events';
import type { OrderRecord } from '@grocer/orders/domain/order';
import { checkLedger, type LedgerReport } from '@grocer/orders/ledger';
import { readGatewayLedger } from '@grocer/orders/ledger/gateway-ledger';
import { listOrders } from '@grocer/orders/store/read-orders';
import type { TestDatabase } from '@grocer/test-support/database';
import { startTestGateway } from '@grocer/test-support/gateway';
import { openTestSlot, stockShelf } from '@grocer/test-support/orders';
import { createTestQueue } from '@grocer/test-support/queues';
import type { Fulfilment } from '../../../functions/fulfil/src/workflows/apply-once.ts';
import type { Recovery } from '../../../functions/recover/src/recovery.ts';
import type { Checkout } from '../../../services/checkout/src/checkout.ts';
import type { Process } from './process.ts';

export const tea = '50184385';
export const milk = '5000159407236';
const prices = new Map([
  [tea, { name: 'Tea', unitPriceMinor: 250 }],
  [milk, { name: 'Milk', unitPriceMinor: 135 }],
]);

const silent = () => undefined;
const log: Log = { debug: silent, info: silent, warn: silent, error: silent };

export type Shop = Awaited<ReturnType<typeof openShop>>;

const tables =
  'outbox, idempotency_keys, order_history, order_lines, orders, applied_events, stock_entries, stock, slots'.split(
    ', ',
  );

/**
 * A real database, emptied, a real queue and the gateway, and processes that work with them. Time is moved, not waited for. The
 * checker looks at everything, so a shop of few orders is a quick one.
 */
export async function openShop(database: TestDatabase, { gatewayTimeoutMs = 1000 } = {}) {
  await database.admin.query(tables.map((table) => `delete from checkout.${table};`).join(' '));
  const queue = await createTestQueue('warehouse-orders');
  let passedMs = 0;
  const clock = () => new Date(Date.now() + passedMs);
  const standIn = await startTestGateway({ clock, timeoutMs: gatewayTimeoutMs });
  const db = database.as('checkout');
  await stockShelf(database.admin, { [tea]: 10_000, [milk]: 10_000 });
  const catalogue: Checkout['catalogue'] = { quote: async () => prices };

  const connect = (process: Process) => ({
    database: process.aroundDatabase(db),
    gateway: process.around('gateway', standIn.gateway),
    queues: process.around('queue', queue.queues),
    warehouseOrdersUrl: queue.url,
    clock,
    log,
  });

  return {
    admin: database.admin,
    db,
    clock,
    movements: standIn.ledger,
    /** Lets time pass. */
    pass(minutes: number) {
      passedMs += minutes * 60_000;
    },
    /** Back to now, for the next crash. */
    resetClock() {
      passedMs = 0;
    },
    checkoutIn: (process: Process): Checkout => ({
      ...connect(process),
      catalogue: process.around('catalogue', catalogue),
      claimMs: 15_000,
    }),
    fulfilmentIn: (process: Process): Fulfilment => ({
      ...connect(process),
      settleAfter: (now) => new Date(now.getTime() + 30_000),
    }),
    recoveryIn: (process: Process): Recovery => ({
      ...connect(process),
      claimMs: 120_000,
      silenceMs: 900_000,
      absenceFinalMs: 300_000,
    }),
    /** A slot with one place, so that a place which is not given back is missed at once. */
    async draftOrder(paymentMethod: string): Promise<PlaceOrder> {
      return {
        lines: [
          { sku: tea, quantity: 2 },
          { sku: milk, quantity: 3 },
        ],
        slotId: await openTestSlot(database.admin, { capacity: 1 }),
        deliveryAddress: { line1: '1 Test Street', city: 'London', postcode: 'SW1A 1AA' },
        paymentMethod,
      };
    },
    /** What lies in `warehouse-orders`, taken out of it. */
    async takeMessages(): Promise<WarehouseOrder[]> {
      const taken: WarehouseOrder[] = [];
      for (;;) {
        const messages = await queue.queues.receive(queue.url, { maxMessages: 10, waitSeconds: 0 });
        if (messages.length === 0) return taken;
        for (const { body, receipt } of messages) {
          taken.push(JSON.parse(body));
          await queue.queues.acknowledge(queue.url, receipt);
        }
      }
    },
    ordersOf: (customer: string): Promise<OrderRecord[]> => listOrders(db, { customer, after: undefined, limit: 10 }),
    check: (): Promise<LedgerReport> =>
      checkLedger({
        database: database.as('auditor'),
        readMovements: () => readGatewayLedger(standIn),
        readQueues: async () => [],
        clock,
      }),
    async close() {
      await queue.queues.close();
      await standIn.stop();
    },
  };
}
