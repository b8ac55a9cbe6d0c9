import { type Books, isPast, type OrderFacts, type OutboxFacts, OVERDUE_MS, type ReportFacts } from './books.ts';
import { breach, type Rule, rule, type Verdict } from './invariant.ts';
import { CANCELLED, KEPT_MS, RELEASED } from './message-rules.ts';
import { ofOrders } from './order-rules.ts';

/** What is sent is either there or in the queue: who has not looked into the queue holds nobody to these. */
export const warehouseRules: readonly Rule[] = [
  rule({
    ...ofOrders,
    name: 'messages-arrive',
    says: 'what the warehouse was sent it has, or it lies in the queue',
    rows: (books) => (queueOf('warehouse-orders', books) ? books.orders : []),
    judge(order, books) {
      const missing = order.outbox.find((message) => message.sentAt && isMissed(message, order));
      if (!missing?.sentAt) return 'holds';
      return judgeSent(
        'warehouse-orders',
        missing.sentAt,
        books,
        `${missing.type} was sent, the warehouse has not had it`,
      );
    },
  }),
  rule({
    name: 'reports-arrive',
    says: 'what the warehouse reports is dealt with, or it lies in the queue',
    rows: (books) =>
      queueOf('warehouse-events', books)
        ? books.reports.filter(({ sentAt }) => sentAt === null || !isPast(sentAt, KEPT_MS, books.now))
        : [],
    subject: ({ id, type, subject }: ReportFacts) => `${type} ${id} of ${subject}`,
    judge({ sentAt, isDealtWith }, books) {
      if (isDealtWith) return 'holds';
      if (sentAt === null) return 'in-flight';
      return judgeSent('warehouse-events', sentAt, books, 'it was sent, nobody has dealt with it');
    },
  }),
];

/** A release is missed only as long as the order stands where it has put it. */
function isMissed({ type, isReceived }: OutboxFacts, { status }: OrderFacts): boolean {
  return !isReceived && (type === CANCELLED || (type === RELEASED && status === 'released'));
}

function judgeSent(queue: string, sentAt: Date, books: Books, told: string): Verdict {
  const { depth = 0, deadLetters = 0 } = queueOf(queue, books) ?? {};
  if (depth + deadLetters > 0 || !isPast(sentAt, OVERDUE_MS, books.now)) return 'in-flight';
  return breach(`${told}, and the queue is empty: ${sentAt.toISOString()}`);
}

function queueOf(queue: string, { queues }: Books) {
  return queues.find(({ name }) => name === queue);
}
