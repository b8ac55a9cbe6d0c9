import { become, labelOf, type Model, orderOf, wishOf } from './model.ts';
import { answerOf, giveBack, storeFirst } from './rules-placing.ts';
import type { Outcome, Rules } from './thread.ts';
import { HEAD_START_MS, RECOVER_CLAIM_MS } from './times.ts';
import type { Card, OrderState } from './world.ts';

/** Holds on cards: made, recorded and let go. */
export const paying = {
  authorise: (model, { order: key, act, statusAt }) => {
    const { card } = wishOf(model, labelOf(key));
    if (card === 'late' && act !== null) model.world.inTheAir.push(key);
    const outcome = card === 'late' && act !== null ? undefined : ask(model, orderOf(model, key), card);
    if (outcome) return [{ do: 'settle', order: key, act, outcome }];
    if (act !== null) return [{ do: 'read the answer', act, order: key, isReplay: false }];
    // Where the gateway repeats its own failure, recover looks the payment up.
    return card === 'broken' && model.lines.gateway === 'up' ? [{ do: 'find payment', order: key, statusAt }] : [];
  },

  settle: (model, { order: key, act, outcome }) => {
    const order = orderOf(model, key);
    const sendAfter = model.now + (act === null ? RECOVER_CLAIM_MS : HEAD_START_MS);
    if (order.status !== 'pending-payment') {
      const isLate = recordLate(order, outcome, sendAfter);
      const voiding = isLate ? [{ do: 'let the hold go', order: key } as const] : [];
      return act === null ? voiding : [...voiding, { do: 'read the answer', act, order: key, isReplay: false }];
    }
    order.settleAfter = null;
    if (outcome === 'authorised') {
      become(model, order, 'confirmed');
      order.payment = 'authorised';
      order.authorisedMinor = order.totalMinor;
      order.release = { sendAfter, sentAt: null, sends: 0 };
    } else {
      become(model, order, 'rejected');
      order.payment = outcome;
      giveBack(model, order);
    }
    if (act !== null) {
      model.answers[act] = answerOf(order);
      storeFirst(model, key, answerOf(order));
    }
    return outcome === 'authorised' ? [{ do: 'send', order: key, what: 'release' }] : [];
  },

  'let the hold go': (model, { order: key }) => {
    const { money, authorisedMinor } = orderOf(model, key);
    if (model.lines.gateway === 'down' || isCaptured(money)) return [];
    if (!isReleased(money)) money.push(`released ${authorisedMinor}`);
    return model.lines.gateway === 'up' ? [{ do: 'note the void', order: key }] : [];
  },

  'note the void': (model, { order: key }) => {
    const order = orderOf(model, key);
    if (order.status !== 'cancelled' && order.status !== 'rejected') return [];
    if (order.payment !== 'authorised') return [];
    order.payment = 'voided';
    order.settleAfter = null;
    return [];
  },

  land: (model, { order }) => {
    const { inTheAir } = model.world;
    model.world.inTheAir = inTheAir.filter((other) => other !== order);
    if (inTheAir.includes(order)) ask({ lines: { gateway: 'up' } }, orderOf(model, order), 'late');
    return [];
  },
} satisfies Partial<Rules>;

export function isCaptured(money: readonly string[]): boolean {
  return money.some((movement) => movement.startsWith('captured'));
}

export function isReleased(money: readonly string[]): boolean {
  return money.some((movement) => movement.startsWith('released'));
}

/** Asks the gateway to authorise; undefined when no answer is heard, whatever has happened. */
function ask({ lines }: Asked, order: OrderState, card: Card): Outcome | undefined {
  if (lines.gateway === 'down') return undefined;
  order.asked += 1;
  const isFirst = order.asked === 1;
  if (card === 'broken' || (isFirst && (card === 'reset before' || card === 'limited'))) return undefined;
  const outcome = hold(order, card);
  return lines.gateway === 'deaf' || (isFirst && card === 'reset after') ? undefined : outcome;
}

interface Asked {
  readonly lines: Pick<Model['lines'], 'gateway'>;
}

/** The gateway does once what it is asked, and answers alike afterwards. */
function hold(order: OrderState, card: Card): Outcome {
  const outcome = card === 'declined' ? 'declined' : 'authorised';
  if (order.money.length === 0) order.money.push(`${outcome} ${order.totalMinor}`);
  return outcome;
}

/** What became of the payment of an order that has moved on; true when its hold is to be let go. */
function recordLate(order: OrderState, outcome: Outcome, settleAfter: number): boolean {
  if (order.status !== 'cancelled' && order.status !== 'rejected') return false;
  if (outcome === 'authorised' && (order.payment === 'unknown' || order.payment === 'none')) {
    order.payment = 'authorised';
    order.authorisedMinor = order.totalMinor;
    order.settleAfter = settleAfter;
    order.attempts = 0;
    return true;
  }
  if (outcome === 'authorised' || order.payment !== 'unknown') return false;
  order.payment = outcome;
  order.settleAfter = null;
  return false;
}
