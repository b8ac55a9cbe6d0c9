import { type Model, orderOf } from './model.ts';
import { isCaptured, isReleased } from './rules-paying.ts';
import { captureAtGateway } from './rules-warehouse.ts';
import type { MessageName, Rules, Step } from './thread.ts';
import { ABSENCE_FINAL_MS, ATTEMPTS, KEY_REPEATABLE_MS, RECOVER_CLAIM_MS, SILENCE_MS } from './times.ts';
import { type MessageState, slots } from './world.ts';

/** What recover picks up. With `mayPass` it may pass by what another's transaction has locked. */
export const recovering = {
  'claim payments': (model, { mayPass }) => {
    const due = Object.keys(model.world.orders).filter((order) => isPaymentDue(model, order));
    if (mayPass) return [{ sideBySide: due.map((order) => [{ maybe: [{ do: 'claim payment', order }] }]) }];
    return [{ sideBySide: due.map((order) => claimPayment(model, order)) }];
  },

  'claim payment': (model, { order }) => (isPaymentDue(model, order) ? claimPayment(model, order) : []),

  'close payment': (model, { order: key }) => {
    const { status, statusAt, payment, placedAt, attempts } = orderOf(model, key);
    const isOff = status === 'cancelled' || status === 'rejected';
    const isOld = model.now - placedAt > KEY_REPEATABLE_MS;
    if (payment === 'unknown') {
      const found = { order: key, statusAt };
      return [isOff || isOld ? { do: 'find payment', ...found } : { do: 'authorise', act: null, ...found }];
    }
    if (payment === 'authorised' && isOff) return [{ do: 'let the hold go', order: key }];
    return payment === 'capture-failed' ? [{ do: 'capture again', order: key, attempts }] : [];
  },

  'find payment': (model, { order: key, statusAt }) => {
    const { money } = orderOf(model, key);
    if (model.lines.gateway !== 'up') return [];
    if (money.length === 0 && model.now - statusAt <= ABSENCE_FINAL_MS) return [];
    if (isCaptured(money)) return [];
    const isHeld = money.length > 0 && !isReleased(money) && !money[0]?.startsWith('declined');
    const outcome = money.length === 0 ? 'none' : isHeld ? 'authorised' : 'declined';
    return [{ do: 'settle', order: key, act: null, outcome }];
  },

  'capture again': (model, { order, attempts }) => {
    const capturedMinor = captureAtGateway(model, order);
    if (capturedMinor === undefined) return [];
    if (capturedMinor !== null) return [{ do: 'note the capture', order, capturedMinor }];
    return attempts < ATTEMPTS ? [] : [{ do: 'leave the payment', order }];
  },

  'note the capture': (model, { order: key, capturedMinor }) => {
    const order = orderOf(model, key);
    if (order.payment === 'capture-failed')
      Object.assign(order, { payment: 'captured', capturedMinor, settleAfter: null });
    return [];
  },

  'leave the payment': (model, { order }) => {
    orderOf(model, order).settleAfter = null;
    return [];
  },

  'make silent orders due': (model, { mayPass }) => {
    const silent = Object.keys(model.world.orders).filter((order) => isSilent(model, order));
    if (mayPass) return [{ sideBySide: silent.map((order) => [{ maybe: [{ do: 'make the order due', order }] }]) }];
    for (const order of silent) makeDue(model, order);
    return [];
  },

  'make the order due': (model, { order }) => {
    if (isSilent(model, order)) makeDue(model, order);
    return [];
  },

  'claim events': (model, { mayPass }) => {
    const due = Object.keys(model.world.orders).flatMap((order) =>
      (['release', 'withdrawal'] as const)
        .filter((what) => isEventDue(model, orderOf(model, order)[what]))
        .map((what) => ({ order, what })),
    );
    if (mayPass) return [{ sideBySide: due.map((event) => [{ maybe: [{ do: 'claim event', ...event }] }]) }];
    return [{ sideBySide: due.map(({ order, what }) => claimEvent(model, order, what)) }];
  },

  'claim event': (model, { order, what }) =>
    isEventDue(model, orderOf(model, order)[what]) ? claimEvent(model, order, what) : [],

  'forget keys': ({ world, now }) => {
    for (const [label, { expiresAt }] of Object.entries(world.keys)) if (expiresAt <= now) delete world.keys[label];
    return [];
  },
} satisfies Partial<Rules>;

function isPaymentDue(model: Model, order: string): boolean {
  const { settleAfter } = orderOf(model, order);
  return settleAfter !== null && settleAfter <= model.now;
}

function claimPayment(model: Model, key: string): Step[] {
  const order = orderOf(model, key);
  order.settleAfter = model.now + RECOVER_CLAIM_MS;
  order.attempts += 1;
  return [{ do: 'close payment', order: key }];
}

function isSilent(model: Model, key: string): boolean {
  const { status, slot, release } = orderOf(model, key);
  const before = model.now - SILENCE_MS;
  const isAtWarehouse = status === 'released' || status === 'picked';
  return isAtWarehouse && slots[slot].startsAt < before && (release?.sentAt ?? before) < before;
}

function makeDue(model: Model, key: string): void {
  const { release } = orderOf(model, key);
  if (release) Object.assign(release, { sentAt: null, sendAfter: model.now });
}

function isEventDue({ now }: Model, message: MessageState | null): boolean {
  return message !== null && message.sentAt === null && message.sendAfter <= now;
}

function claimEvent(model: Model, order: string, what: MessageName): Step[] {
  const message = orderOf(model, order)[what];
  if (message) message.sendAfter = model.now + RECOVER_CLAIM_MS;
  return [{ do: 'send', order, what }];
}
