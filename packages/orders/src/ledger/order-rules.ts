import { finalStatuses } from '@grocer/contracts/checkout';
import { pounds } from '@grocer/contracts/money';
import { mayBecome } from '../domain/status.ts';
import { orderTotal } from '../domain/totals.ts';
import { isPast, type OrderFacts, type StepFacts } from './books.ts';
import { breach, type Rule, rule, type Verdict } from './invariant.ts';

const DAY_MS = 86_400_000;

/** Every order is held to the rules about orders. */
export const ofOrders = {
  rows: ({ orders }: { orders: readonly OrderFacts[] }) => orders,
  subject: ({ id }: OrderFacts) => `order ${id}`,
};

export const orderRules: readonly Rule[] = [
  rule({
    ...ofOrders,
    name: 'history-legal',
    says: 'the history begins at pending-payment, takes legal steps only and ends at the status',
    judge: judgeHistory,
  }),
  rule({
    ...ofOrders,
    name: 'picks-complete',
    says: 'every line of an order is picked, or none is',
    judge: judgePicks,
  }),
  rule({
    ...ofOrders,
    name: 'totals-add-up',
    says: 'the total is what the lines and the delivery cost, and never more than was authorised',
    judge({ lines, deliveryFeeMinor, totalMinor, authorisedMinor }) {
      const due = orderTotal(lines, deliveryFeeMinor);
      if (totalMinor !== due) return breach(`the total is ${pounds(totalMinor)}, but its parts are ${pounds(due)}`);
      if (authorisedMinor === 0 || totalMinor <= authorisedMinor) return 'holds';
      return breach(`the total is ${pounds(totalMinor)}, but ${pounds(authorisedMinor)} were authorised`);
    },
  }),
  rule({
    ...ofOrders,
    name: 'orders-end',
    says: 'an order is dispatched, rejected or cancelled a day after its slot at the latest',
    judge({ status, slotEndsAt }, { now }) {
      if (finalStatuses.includes(status)) return 'holds';
      return isPast(slotEndsAt, DAY_MS, now) ? breach(`still ${status}, a day after its slot`) : 'in-flight';
    },
  }),
];

function judgeHistory({ history, status, statusAt, placedAt }: OrderFacts): Verdict {
  const [first] = history;
  const last = history.at(-1);
  if (!first || !last) return breach('it has no history');
  const told = history.map((step) => step.status).join(' → ');
  if (history.some(({ position }, index) => position !== index + 1)) return breach(`a step is missing: ${told}`);
  if (first.status !== 'pending-payment') return breach(`it begins wrongly: ${told}`);
  if (isTold(first, 'pending-payment', placedAt) && isTold(last, status, statusAt)) return judgeSteps(history, told);
  return breach(`its status is ${status} since ${statusAt.toISOString()}, its history ${told}`);
}

function judgeSteps(history: readonly StepFacts[], told: string): Verdict {
  const isLegal = history.every((step, index) => {
    const before = history[index - 1];
    return !before || mayBecome(before.status, step.status);
  });
  return isLegal ? 'holds' : breach(`an illegal step: ${told}`);
}

function isTold(step: StepFacts, status: string, at: Date): boolean {
  return step.status === status && step.at.getTime() === at.getTime();
}

function judgePicks({ status, lines, pickingStartedAt }: OrderFacts): Verdict {
  const reported = lines.filter(({ picked }) => picked !== null);
  const isAll = reported.length === lines.length;
  if (lines.length === 0) return breach('it has no lines');
  if (lines.some(({ picked, quantity }) => (picked ?? 0) > quantity)) return breach('more is picked than was ordered');
  switch (status) {
    case 'picked':
    case 'dispatched':
      if (!isAll) return breach(`${reported.length} of ${lines.length} lines are reported`);
      if (reported.every(({ picked }) => picked === 0)) return breach(`nothing is picked of it, and it is ${status}`);
      return pickingStartedAt ? 'holds' : breach('it is picked, and picking never started');
    case 'cancelled':
      if (reported.length === 0 || (isAll && reported.every(({ picked }) => picked === 0))) return 'holds';
      return breach('it is cancelled, and goods are picked of it');
    default:
      return reported.length === 0 ? 'holds' : breach(`lines are picked, and it is ${status}`);
  }
}
