import { setTimeout as delay } from 'node:timers/promises';
import { consume } from '@grocer/chassis/consumer';
import type { Log } from '@grocer/chassis/log';
import type { Database } from '@grocer/chassis/postgres';
import type { Queues } from '@grocer/chassis/queue';
import { WarehouseOrder } from '@grocer/contracts/events';
import { canonicalSku } from '@grocer/contracts/gtin';
import { Type } from 'typebox';
import { beginTerm, numberNext, readLine, renumber, settleOutstanding } from './journal.ts';
import { type Lock, tryLock } from './lock.ts';
import { openSession, type SessionJournal, type SessionOptions } from './session.ts';
import { createWakeup } from './wakeup.ts';
import { cancelReleasedOrder } from './workflows/cancel-order.ts';
import { publishEvents } from './workflows/publish-events.ts';
import { receiveTelegram } from './workflows/receive-telegram.ts';
import { releaseOrder } from './workflows/release-order.ts';

export interface GatewayOptions {
  readonly database: Database;
  readonly queues: Queues;
  readonly ordersQueueUrl: string;
  readonly ordersDlqUrl: string;
  readonly eventsQueueUrl: string;
  readonly appliance: SessionOptions['appliance'];
  readonly log: Log;
  /** For tests: the protocol's times, made shorter. */
  readonly times?: SessionOptions['times'];
}

export interface Gateway {
  /** True while this instance holds the lock and its session is up. */
  readonly isReady: () => boolean;
  /** Finishes what is under way, closes the session and lets the lock go. */
  stop(): Promise<void>;
}

const STANDBY_POLL_MS = 1000;
const PUBLISH_POLL_MS = 1000;
const BACKOFF_MS = [100, 250, 500, 1000, 2000, 5000] as const;

const Orders = Type.Refine(
  WarehouseOrder,
  ({ data }) => !('lines' in data) || data.lines.every(({ sku }) => canonicalSku(sku) !== undefined),
  () => 'a SKU is no GTIN',
);

/** Waits for the right to the session, and then stands between queue and appliance until that right is lost. */
export function startGateway(options: GatewayOptions): Gateway {
  const { database, queues, log } = options;
  const stopping = new AbortController();
  const toPublish = createWakeup();
  let isUp = false;

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const lock = await tryLock(database, log).catch(logged('cannot ask for the lock'));
      if (lock) {
        await serve(lock).catch(logged('cannot serve the appliance'));
        await lock.release().catch(logged('cannot let the lock go'));
      }
      await pause(STANDBY_POLL_MS, stopping.signal);
    }
  }

  async function serve(lock: Lock): Promise<void> {
    const term = await beginTerm(database);
    log.info({ term }, 'the right to the session is held here');
    let isOver = false;
    const publishing = publish(() => isOver);
    await holdSessions(term, lock);
    isOver = true;
    toPublish.call();
    await publishing;
  }

  async function holdSessions(term: string, lock: Lock): Promise<void> {
    const over = AbortSignal.any([stopping.signal, lock.lost]);
    for (let failures = 0; !over.aborted; failures += 1) {
      const wasUp = await holdSession(term, lock).catch(logged('cannot open a session'));
      if (wasUp) failures = 0;
      await pause(backoffMs(failures), over);
    }
  }

  /** One session from log-on to end, and while it is up the queue behind it; true if it was ever up. */
  async function holdSession(term: string, lock: Lock): Promise<boolean> {
    const line = await readLine(database, term);
    const ending = new AbortController();
    let consuming: Promise<void> | undefined;
    const session = openSession(line, {
      ...options,
      journal: journalOf(term, () => session.wake()),
      onDown() {
        isUp = false;
      },
      onUp() {
        isUp = true;
        log.info('session up');
        const signal = AbortSignal.any([ending.signal, stopping.signal, lock.lost]);
        consuming = consumeOrders(signal, () => session.wake());
      },
    });
    whenAborted(stopping.signal, session.drain, ending.signal);
    whenAborted(lock.lost, session.abort, ending.signal);
    const reason = await session.ended;
    ending.abort();
    await consuming;
    log.info({ reason }, 'session ended');
    return consuming !== undefined;
  }

  function journalOf(term: string, wake: () => void): SessionJournal {
    return {
      async record(incoming) {
        const answer = await receiveTelegram(database, term, incoming, { receivedAt: new Date(), log });
        toPublish.call();
        wake();
        return answer;
      },
      number: (sequence) => numberNext(database, term, sequence),
      renumber: (sent) => renumber(database, term, sent),
      settle: (error) => settleOutstanding(database, term, error),
    };
  }

  function consumeOrders(signal: AbortSignal, wake: () => void): Promise<void> {
    return consume({
      queues,
      queueUrl: options.ordersQueueUrl,
      dlqUrl: options.ordersDlqUrl,
      schema: Orders,
      batchSize: 10,
      signal,
      log,
      async handle(event) {
        if (event.type === 'grocer.order.released') await releaseOrder(database, event, log);
        else await cancelReleasedOrder(database, event);
        toPublish.call();
        wake();
      },
    });
  }

  async function publish(isOver: () => boolean): Promise<void> {
    const send = () => publishEvents(database, queues, options.eventsQueueUrl).catch(logged('cannot send events yet'));
    while (!isOver()) {
      await send();
      await toPublish.sleep(PUBLISH_POLL_MS);
    }
    await send();
  }

  function logged(message: string): (error: unknown) => undefined {
    return (error) => {
      log.warn({ err: error }, message);
      return undefined;
    };
  }

  const running = run();
  return {
    isReady: () => isUp,
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

function backoffMs(failures: number): number {
  const longest = BACKOFF_MS[Math.min(failures, BACKOFF_MS.length - 1)] ?? 0;
  return longest * (0.5 + Math.random() / 2);
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}

/** Calls back when `signal` aborts, or at once if it has; no longer after `until`. */
function whenAborted(signal: AbortSignal, listener: () => void, until: AbortSignal): void {
  if (signal.aborted) listener();
  else signal.addEventListener('abort', listener, { signal: until });
}
