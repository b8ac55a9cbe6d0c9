import type { OrderRecord } from '@grocer/orders/domain/order';
import { fulfil } from '../../../functions/fulfil/src/fulfil.ts';
import { recover } from '../../../functions/recover/src/recover.ts';
import { cancelOwnOrder } from '../../../services/checkout/src/workflows/cancel-order.ts';
import { startProcess } from './process.ts';
import { answerLost, declined, dieBefore, type Placed, paid, placed, type Scenario, voided } from './scenario.ts';
import type { Shop } from './shop.ts';
import { reportsOf } from './warehouse.ts';

type LeaveBehind = (shop: Shop) => Promise<OrderRecord>;

/** Recover, after something was left behind, and when it is due. */
function recoverScenario(name: string, ends: string, leaveBehind: LeaveBehind, minutes = 6): Scenario {
  return {
    name: `recover: ${name}`,
    ends,
    async prepare(shop) {
      const { customer } = await leaveBehind(shop);
      shop.pass(minutes);
      return { customer, act: (process) => recover(shop.recoveryIn(process)) };
    },
  };
}

/** A cancelled order whose cancel died before the call, if it did. */
function cancelled(diesBefore?: string, how: Placed = {}): LeaveBehind {
  return async (shop) => {
    const order = await placed(shop, how);
    await dieBefore(diesBefore, (process) => cancelOwnOrder(shop.checkoutIn(process), order.id, order.customer));
    return order;
  };
}

/** Dispatched, though the gateway refused to capture; next time it will not. */
async function captureRefused(shop: Shop): Promise<OrderRecord> {
  const order = await lostAtTheWarehouse(shop);
  const fulfilment = shop.fulfilmentIn(startProcess());
  const { cancel } = fulfilment.gateway;
  const gateway = { cancel, capture: async () => ({ kind: 'refused', code: 'not_now' }) as const };
  for (const report of Object.values(reportsOf(order.id))) await fulfil({ ...fulfilment, gateway }, report);
  return order;
}

async function lostAtTheWarehouse(shop: Shop): Promise<OrderRecord> {
  const order = await placed(shop);
  await shop.takeMessages();
  return order;
}

const unasked = { diesBefore: 'gateway.authorise' };
const unaskedAndDeclined = { ...unasked, card: 'pm_card_chargeDeclined' };

export const recoverScenarios: readonly Scenario[] = [
  recoverScenario('a payment held', paid, (shop) => placed(shop, { card: answerLost })),
  recoverScenario('a payment not asked for', paid, (shop) => placed(shop, unasked)),
  recoverScenario('a payment to be declined', declined, (shop) => placed(shop, unaskedAndDeclined)),
  recoverScenario('a release unsent', paid, (shop) => placed(shop, { diesBefore: 'queue.send' })),
  recoverScenario('a release lost at the warehouse', paid, lostAtTheWarehouse, 26 * 60),
  recoverScenario('a cancel unsent', voided, cancelled('queue.send')),
  recoverScenario('a hold not let go', voided, cancelled('gateway.cancel')),
  recoverScenario('a hold of a cancelled order', voided, cancelled(undefined, { card: answerLost })),
  recoverScenario('a capture refused', paid, captureRefused),
];
