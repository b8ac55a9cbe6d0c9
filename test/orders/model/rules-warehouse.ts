import { adjustmentOf, become, labelOf, type Model, orderOf, ordersUnder, wishOf } from './model.ts';
import { isReleased } from './rules-paying.ts';
import type { ReportName, Rules, Thread } from './thread.ts';
import { FULFIL_SETTLES_MS } from './times.ts';
import { costOf, type OrderState, type SkuName } from './world.ts';

/** What the warehouse is told, and what fulfil makes of its reports. */
export const warehouse = {
  send: (model, { order, what }) => {
    const message = orderOf(model, order)[what];
    if (model.lines.queue === 'down') return [];
    if (message) message.sends += 1;
    return model.lines.queue === 'up' ? [{ do: 'mark sent', order, what }] : [];
  },

  'mark sent': (model, { order: key, what }) => {
    const order = orderOf(model, key);
    const message = order[what];
    if (message) message.sentAt = model.now;
    if (what === 'release' && order.status === 'confirmed') become(model, order, 'released');
    return [];
  },

  report: (model, { act, label, nth, what }) => {
    const key = ordersUnder(model, label).at(nth);
    const isKnown = key !== undefined && (orderOf(model, key).release?.sends ?? 0) > 0;
    model.answers[act] = isKnown ? 'reported' : 'nothing to report';
    return isKnown ? [{ do: firstSteps[what], order: key, act }] : [];
  },

  'start picking': (model, { order: key }) => {
    const order = orderOf(model, key);
    return once(model, eventOf('picking-started', key), () => {
      if (order.isPicking || !isAwaited(order)) return 'ignored';
      order.isPicking = true;
      return 'applied';
    });
  },

  pick: (model, { order: key }) => {
    const order = orderOf(model, key);
    if (eventOf('picked', key) in model.world.applied) return [];
    const following = isAwaited(order) ? recordPicks(model, key) : 'past';
    const outcome = following === 'past' ? 'ignored' : 'applied';
    once(model, eventOf('picked', key), () => outcome);
    return order.status === 'cancelled' && outcome === 'applied' ? [{ do: 'let the hold go', order: key }] : [];
  },

  'pick and dispatch': (model, { order: key, act }) => {
    const order = orderOf(model, key);
    const event = eventOf('dispatched', key);
    const isRecorded = isAwaited(order) && recordPicks(model, key);
    if (order.status === 'picked') return [{ do: 'capture', order: key, act }];
    if (isRecorded) {
      return [
        { do: 'note the event', event, outcome: 'applied' },
        { do: 'let the hold go', order: key },
      ];
    }
    const isHarmless = order.status === 'dispatched' || picksOf(model, key).every(({ picked }) => picked === 0);
    return [{ do: 'note the event', event, outcome: isHarmless ? 'ignored' : 'refused' }];
  },

  capture: (model, { order, act }) => {
    const capturedMinor = captureAtGateway(model, order);
    if (capturedMinor !== undefined) return [{ do: 'dispatch', order, capturedMinor }];
    model.answers[act] = 'to be reported again';
    return [];
  },

  dispatch: (model, { order: key, capturedMinor }) => {
    const order = orderOf(model, key);
    return once(model, eventOf('dispatched', key), () => {
      if (order.status !== 'picked') return 'ignored';
      become(model, order, 'dispatched');
      order.payment = capturedMinor === null ? 'capture-failed' : 'captured';
      order.capturedMinor = capturedMinor ?? 0;
      order.settleAfter = capturedMinor === null ? model.now + FULFIL_SETTLES_MS : null;
      if (capturedMinor === null) order.attempts = 0;
      return 'applied';
    });
  },

  'note the event': (model, { event, outcome }) => once(model, event, () => outcome),

  adjust: (model, { adjustment }) => {
    const { sku, delta } = adjustmentOf(model, adjustment);
    return once(model, `adjusted ${adjustment}`, () => {
      model.world.shelves[sku].onHand += delta;
      return 'applied';
    });
  },
} satisfies Partial<Rules>;

const firstSteps = { 'picking-started': 'start picking', picked: 'pick', dispatched: 'pick and dispatch' } as const;

export function eventOf(what: ReportName, order: string): string {
  return `${what} ${order}`;
}

/** What the warehouse reports of an order's lines. */
export function picksOf(model: Model, order: string): { sku: SkuName; quantity: number; picked: number }[] {
  const { lines, picks } = wishOf(model, labelOf(order));
  const found = { full: (n: number) => n, short: (n: number) => Math.floor(n / 2), nothing: () => 0 }[picks];
  return lines.map(({ sku, quantity }) => ({ sku, quantity, picked: found(quantity) }));
}

/** Takes the order's total from its hold; null when the card refuses, undefined when no answer is heard. */
export function captureAtGateway(model: Model, key: string): number | null | undefined {
  const { gateway } = model.lines;
  if (gateway === 'down') return undefined;
  const capturedMinor = capture(model, key);
  return gateway === 'deaf' ? undefined : capturedMinor;
}

function capture(model: Model, key: string): number | null {
  const { money, totalMinor, authorisedMinor } = orderOf(model, key);
  const captured = money.find((movement) => movement.startsWith('captured'));
  if (captured) return Number(captured.split(' ')[1]);
  if (wishOf(model, labelOf(key)).card === 'capture refused' || isReleased(money)) return null;
  money.push(`captured ${totalMinor}`);
  if (authorisedMinor > totalMinor) money.push(`released ${authorisedMinor - totalMinor}`);
  return totalMinor;
}

function once({ world }: Model, event: string, apply: () => 'applied' | 'ignored' | 'refused'): Thread {
  if (!(event in world.applied)) world.applied[event] = apply();
  return [];
}

function isAwaited({ status }: OrderState): boolean {
  return status === 'confirmed' || status === 'released';
}

/** Writes the picks: the reservation ends, what was picked is gone, and the total follows. */
function recordPicks(model: Model, key: string): true {
  const order = orderOf(model, key);
  order.lines = picksOf(model, key);
  for (const { sku, quantity, picked } of order.lines) {
    const shelf = model.world.shelves[sku];
    shelf.reserved -= quantity;
    shelf.onHand -= picked ?? 0;
  }
  const goodsMinor = costOf(order.lines.map(({ sku, picked }) => ({ sku, quantity: picked ?? 0 })));
  if (goodsMinor > 0) {
    become(model, order, 'picked');
    order.isPicking = true;
    order.totalMinor = goodsMinor + order.feeMinor;
    return true;
  }
  become(model, order, 'cancelled');
  model.world.slots[order.slot] -= 1;
  Object.assign(order, { totalMinor: 0, feeMinor: 0, settleAfter: model.now + FULFIL_SETTLES_MS, attempts: 0 });
  return true;
}
