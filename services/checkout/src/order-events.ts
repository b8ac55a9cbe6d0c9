import { Readable } from 'node:stream';
import { finalStatuses, type OrderStatusEvent } from '@grocer/contracts/checkout';
import type { OrderRecord } from '@grocer/orders/domain/order';
import type { OrderWatch } from './order-watch.ts';

const RETRY_MS = 15_000;
const COMMENT_INTERVAL_MS = 15_000;

/**
 * An order's statuses as server-sent events: its history behind `position`, then what comes. It ends after a final status,
 * or with the process: the client resumes elsewhere by Last-Event-ID.
 */
export function streamOrderEvents(watch: OrderWatch, order: OrderRecord, position: number): Readable {
  let stop = () => {};
  const stream = new Readable({
    read() {},
    destroy(error, done) {
      stop();
      done(error);
    },
  });
  const end = () => {
    stop();
    stream.push(null);
  };
  const send = (step: OrderStatusEvent, id: number) => {
    const data: OrderStatusEvent = { orderId: step.orderId, status: step.status, at: step.at };
    stream.push(`event: order-status\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`);
    if (finalStatuses.includes(step.status)) end();
  };

  stream.push(`retry: ${RETRY_MS}\n\n`);
  const comments = setInterval(() => stream.push(': still here\n\n'), COMMENT_INTERVAL_MS);
  const unfollow = watch.follow(order.id, order.history.length, (step) => send(step, step.position));
  const unlisten = watch.onClose(end);
  stop = () => {
    clearInterval(comments);
    unfollow();
    unlisten();
  };
  for (const [index, step] of order.history.entries()) {
    if (index >= position) send({ orderId: order.id, ...step }, index + 1);
  }
  return stream;
}
