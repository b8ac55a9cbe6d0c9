import { type Database, inTransaction, type Queryable } from '@grocer/chassis/postgres';
import type { OrderRecord } from '@grocer/orders/domain/order';
import type { Hold } from '@grocer/orders/payment-outcomes';
import { cancelOrder } from '@grocer/orders/store/orders';
import { giveSlotBack } from '@grocer/orders/store/slots';
import { giveStockBack } from '@grocer/orders/store/stock';
import { settlePayment } from '@grocer/orders/workflows/settle-payment';
import { createTestDatabase } from '@grocer/test-support/database';
import { startTestGateway } from '@grocer/test-support/gateway';
import { insertPendingOrder, newOrder, openTestSlot, stockShelf, theOrder } from '@grocer/test-support/orders';
import { createTestQueue } from '@grocer/test-support/queues';
import { recover } from '../src/recover.ts';
import type { Recovery } from '../src/recovery.ts';

export const tea = '50184385';

/** Orders in the states that a crash leaves them in, beside a real database, queue and gateway. */
export async function startRecovery() {
  const database = await createTestDatabase();
  const queue = await createTestQueue('warehouse-orders');
  const { gateway, movements, stop } = await startTestGateway();
  const db = database.as('checkout');
  const silent = () => undefined;

  /** What recover needs; `minutes` later than now, since what is left behind is not due at once. */
  const recoveryIn = (minutes: number): Recovery => ({
    database: db,
    gateway,
    queues: queue.queues,
    warehouseOrdersUrl: queue.url,
    clock: () => new Date(Date.now() + minutes * 60_000),
    claimMs: 120_000,
    silenceMs: 900_000,
    absenceFinalMs: 300_000,
    log: { debug: silent, info: silent, warn: silent, error: silent },
  });

  return {
    admin: database.admin,
    db,
    gateway,
    queue,
    recoveryIn,
    recoverIn: (minutes: number) => recover(recoveryIn(minutes)),
    read: (orderId: string) => theOrder(db, orderId),
    placeOrder: (paymentMethod: string, startsInHours?: number, placedAt?: Date) =>
      placeOrder(database.admin, db, { paymentMethod, startsInHours, placedAt }),
    confirm: (order: OrderRecord, hold: Hold) => confirm(db, order, hold),
    cancel: (order: OrderRecord) => cancel(db, order),
    movements,
    async stop() {
      await queue.queues.close();
      await stop();
      await database.drop();
    },
  };
}

interface Placing {
  readonly paymentMethod: string;
  readonly startsInHours: number | undefined;
  readonly placedAt: Date | undefined;
}

async function placeOrder(
  admin: Queryable,
  db: Database,
  { paymentMethod, startsInHours = 24, placedAt = new Date() }: Placing,
) {
  await stockShelf(admin, { [tea]: 10 });
  const slotId = await openTestSlot(admin, { startsInHours });
  return insertPendingOrder(db, newOrder({ slotId, paymentMethod, placedAt }));
}

/** What checkout does when the gateway has answered, up to the moment before it sends the release. */
async function confirm(db: Database, order: OrderRecord, hold: Hold): Promise<void> {
  const settler = { source: 'checkout' as const, now: new Date(), sendAfter: new Date(Date.now() + 30_000) };
  await inTransaction(db, (tx) => settlePayment(tx, order, { kind: 'authorised', hold }, settler));
}

/** What checkout does when a customer cancels, up to the moment before it lets the hold go. */
async function cancel(db: Database, { id, customer }: OrderRecord): Promise<void> {
  const at = new Date();
  const settleAfter = new Date(at.getTime() + 30_000);
  await inTransaction(db, async (tx) => {
    await cancelOrder(tx, { orderId: id, customer, at, settleAfter });
    await giveSlotBack(tx, id);
    await giveStockBack(tx, id);
  });
}
