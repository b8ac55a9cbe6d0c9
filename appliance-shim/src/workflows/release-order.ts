import type { Log } from '@grocer/chassis/log';
import { type Database, inTransaction, type Tx } from '@grocer/chassis/postgres';
import { activeTraceparent, annotate } from '@grocer/chassis/telemetry/trace';
import type { OrderReleased } from '@grocer/contracts/events';
import { canonicalSku } from '@grocer/contracts/gtin';
import type { TelegramMessage } from '@grocer/contracts/telegrams';
import { isBeingSent, queueTelegrams } from '../journal.ts';
import { insertLines, insertOrder, lockOrder, type OrderLine, unsendEvents } from '../store.ts';

/** Queues one PORD per line of a released order. A repeated release repeats what was reported of the order instead. */
export async function releaseOrder(database: Database, event: OrderReleased, log: Log): Promise<void> {
  const { orderId, slotStartsAt } = event.data;
  const traceparent = activeTraceparent();
  annotate({ 'grocer.order.id': orderId });
  await inTransaction(database, async (tx) => {
    if (await insertOrder(tx, { id: orderId, slotStartsAt, traceparent })) {
      const lines = event.data.lines.map(({ sku, quantity }) => ({ sku: canonicalSku(sku) ?? sku, quantity }));
      await insertLines(tx, orderId, lines);
      await queueTelegrams(tx, orderId, telegramsOf(orderId, lines), traceparent);
    } else await repeatRelease(tx, orderId, log);
  });
}

async function repeatRelease(tx: Tx, orderId: string, log: Log): Promise<void> {
  const order = await lockOrder(tx, orderId);
  if (!order || order.isCancelled) {
    log.info({ orderId }, 'release of a cancelled order dropped');
    return;
  }
  const repeated = await unsendEvents(tx, orderId);
  // Nothing heard of it: perhaps the appliance lost it. It takes an order and line it knows only once.
  const isLost = repeated === 0 && !(await isBeingSent(tx, orderId));
  if (isLost) await queueTelegrams(tx, orderId, telegramsOf(orderId, order.lines), order.traceparent);
  log.info({ orderId, repeated, isSentAgain: isLost }, 'order released again');
}

function telegramsOf(order: string, lines: readonly OrderLine[]): TelegramMessage[] {
  return lines.map(({ sku, quantity }, index) => ({
    type: 'PORD',
    body: { order, line: index + 1, lines: lines.length, sku, quantity },
  }));
}
