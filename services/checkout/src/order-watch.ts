import type { Log } from '@grocer/chassis/log';
import type { Queryable } from '@grocer/chassis/postgres';
import { type HistoryStep, readStepsAfter } from '@grocer/orders/store/read-orders';

/** Follows the orders that somebody watches, all of them by one statement per interval and without a connection of its own. */
export interface OrderWatch {
  /** Calls back with each step behind `position`, in order. Returns how to stop. */
  follow(orderId: string, position: number, onStep: (step: HistoryStep) => void): () => void;
  /** Calls back when watching ends, because the process does. Returns how to stop. */
  onClose(listener: () => void): () => void;
  close(): void;
}

interface Watcher {
  readonly orderId: string;
  readonly onStep: (step: HistoryStep) => void;
  position: number;
}

export interface OrderWatchOptions {
  readonly database: Queryable;
  readonly log: Log;
  readonly intervalMs: number;
}

/**
 * Creates a watch. It polls, and only while there are watchers: a NOTIFY would take a lock at every order's commit, and a
 * LISTEN a connection that credentials' rotation ends.
 */
export function createOrderWatch({ database, log, intervalMs }: OrderWatchOptions): OrderWatch {
  const watchers = new Set<Watcher>();
  const closing = new Set<() => void>();
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  function schedule(): void {
    if (timer || isClosed || watchers.size === 0) return;
    timer = setTimeout(() => void poll(), intervalMs);
  }

  async function poll(): Promise<void> {
    try {
      for (const step of await readStepsAfter(database, leastPositions(watchers))) deliver(watchers, step);
    } catch (error) {
      log.warn({ err: error }, 'watched orders could not be read; the next round tries again');
    }
    timer = undefined;
    schedule();
  }

  return {
    follow(orderId, position, onStep) {
      const watcher = { orderId, position, onStep };
      watchers.add(watcher);
      schedule();
      return () => watchers.delete(watcher);
    },
    onClose(listener) {
      closing.add(listener);
      return () => closing.delete(listener);
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
      for (const listener of closing) listener();
    },
  };
}

/** Several watchers of one order may have seen differently much of it. */
function leastPositions(watchers: Iterable<Watcher>): Map<string, number> {
  const positions = new Map<string, number>();
  for (const { orderId, position } of watchers) {
    positions.set(orderId, Math.min(position, positions.get(orderId) ?? position));
  }
  return positions;
}

function deliver(watchers: Iterable<Watcher>, step: HistoryStep): void {
  for (const watcher of watchers) {
    if (watcher.orderId !== step.orderId || watcher.position >= step.position) continue;
    watcher.position = step.position;
    watcher.onStep(step);
  }
}
