import { newEvent } from '@grocer/chassis/queue';
import type { WarehouseEvent } from '@grocer/contracts/events';
import type { LedgerReport } from '@grocer/orders/ledger';
import { fulfil } from '../../../functions/fulfil/src/fulfil.ts';
import { recover } from '../../../functions/recover/src/recover.ts';
import { startProcess } from './process.ts';
import { milk, type Shop, tea } from './shop.ts';

/** Lets warehouse and recover work until nothing is left to do; gives what the checker says then. */
export async function comeToRest(shop: Shop): Promise<LedgerReport> {
  for (let round = 1; ; round += 1) {
    await runWarehouse(shop);
    const report = await shop.check();
    if (report.inFlight === 0 || report.breaches > 0 || round > 15) return report;
    shop.pass(6);
    await recover(shop.recoveryIn(startProcess()));
  }
}

/** Applies an event of the warehouse, by a process that lives, as often as a queue may bring it: twice. */
export async function deliver(shop: Shop, event: WarehouseEvent): Promise<void> {
  for (let time = 1; time <= 2; time += 1) await fulfil(shop.fulfilmentIn(startProcess()), event);
}

/** The warehouse: it works off what it is sent, reports under the same ids when it is asked again, and keeps what is off. */
async function runWarehouse(shop: Shop): Promise<void> {
  const messages = await shop.takeMessages();
  const off = new Set(messages.filter(({ type }) => type === 'grocer.order.cancelled').map(({ subject }) => subject));
  for (const message of messages) {
    if (message.type !== 'grocer.order.released') continue;
    const { started, picked, dispatched } = reportsOf(message.data.orderId);
    await deliver(shop, started);
    await deliver(shop, picked);
    // When the cancel came, it was picked already; the goods go back, and nothing leaves.
    if (!off.has(message.subject)) await deliver(shop, dispatched);
  }
}

export type ReportName = 'started' | 'picked' | 'dispatched';

/** What the warehouse reports of an order, in this order and always under the same ids: so many of 2 teas and of 3 milks. */
export function reportsOf(orderId: string, teas = 2, milks = 3): Readonly<Record<ReportName, WarehouseEvent>> {
  const lines = [
    { sku: tea, quantity: 2, picked: teas },
    { sku: milk, quantity: 3, picked: milks },
  ];
  const common = { source: 'appliance-shim', subject: orderId, time: new Date() };
  return {
    started: newEvent({ ...common, id: `started ${orderId}`, type: 'grocer.order.picking-started', data: { orderId } }),
    picked: newEvent({ ...common, id: `picked ${orderId}`, type: 'grocer.order.picked', data: { orderId, lines } }),
    dispatched: newEvent({
      ...common,
      id: `dispatched ${orderId}`,
      type: 'grocer.order.dispatched',
      data: { orderId, lines },
    }),
  };
}
