import { createLog } from '@grocer/chassis/log';
import type { Database } from '@grocer/chassis/postgres';
import type { Queues } from '@grocer/chassis/queue';
import type { CloudEvent } from '@grocer/contracts/events';
import type { PaymentGateway } from '@grocer/orders/payments';
import type { TestDatabase } from '@grocer/test-support/database';
import { type Movement, startTestGateway, type TestGateway } from '@grocer/test-support/gateway';
import type { Fulfilment } from '../../../functions/fulfil/src/workflows/apply-once.ts';
import type { Recovery } from '../../../functions/recover/src/recovery.ts';
import type { Checkout } from '../../../services/checkout/src/checkout.ts';
import { type Model, newModel } from './model.ts';
import { stockAndOpen } from './stock-and-open.ts';
import { ABSENCE_FINAL_MS, CLAIM_MS, FULFIL_SETTLES_MS, RECOVER_CLAIM_MS, SILENCE_MS } from './times.ts';
import { createTurns, type Turns } from './turns.ts';
import { prices, type SlotName } from './world.ts';

/** The real workflows of checkout, fulfil and recover, for one run, with everything around them that can be seen. */
export interface RealShop {
  readonly startedAt: Date;
  readonly database: TestDatabase;
  readonly standIn: TestGateway;
  readonly turns: Turns;
  readonly checkout: Checkout;
  /** Checkout that gives up on an authorisation before it reaches the gateway. */
  readonly hurriedCheckout: Checkout;
  readonly fulfilment: Fulfilment;
  readonly recovery: Recovery;
  readonly slotIds: Readonly<Record<SlotName, string>>;
  readonly lines: Model['lines'];
  /** What the queue has taken. */
  readonly sent: readonly CloudEvent[];
  /** How often requests to authorise an order have reached the gateway, by its id. */
  readonly asked: Map<string, number>;
  /** The gateway's ledger; read anew when it has been called since. */
  movements(): Promise<readonly Movement[]>;
  /** Authorisations that have not reached the gateway, by the order's id. */
  readonly inTheAir: Map<string, () => Promise<unknown>>;
  /** What each order's final answer to being placed is: it may not change. */
  readonly finalAnswers: Map<string, string>;
  wait(ms: number): void;
  close(): Promise<void>;
}

const log = createLog({ name: 'model', level: 'silent' });

/**
 * Opens the shop on a database of its own, emptied: that costs less than another database. The queue is a list: a real one would
 * add its delay alone, since what is delivered when, and how often, is the model's to say.
 */
export async function openShop(database: TestDatabase): Promise<RealShop> {
  const startedAt = new Date();
  let passedMs = 0;
  const clock = () => new Date(startedAt.getTime() + passedMs);
  const turns = createTurns();
  const sent: CloudEvent[] = [];
  const { lines } = newModel();
  const [slotIds, standIn] = await Promise.all([
    stockAndOpen(database.admin, startedAt),
    startTestGateway({ timeoutMs: 20_000, clock }),
  ]);
  const { watched, hurried, ...seen } = watch(standIn, turns, lines);
  const shared = {
    database: inTurns(database.as('checkout'), turns),
    gateway: watched,
    queues: queueInto(sent, turns, lines),
    warehouseOrdersUrl: 'warehouse-orders',
    clock,
    log,
  };
  const checkout: Checkout = { ...shared, claimMs: CLAIM_MS, catalogue: { quote: async (skus) => quote(skus) } };
  return {
    startedAt,
    database,
    standIn,
    turns,
    slotIds,
    sent,
    lines,
    ...seen,
    finalAnswers: new Map(),
    checkout,
    hurriedCheckout: { ...checkout, gateway: hurried },
    fulfilment: { ...shared, settleAfter: (now) => new Date(now.getTime() + FULFIL_SETTLES_MS) },
    recovery: { ...shared, claimMs: RECOVER_CLAIM_MS, silenceMs: SILENCE_MS, absenceFinalMs: ABSENCE_FINAL_MS },
    wait: (ms) => {
      passedMs += ms;
    },
    close: () => standIn.stop(),
  };
}

function quote(skus: readonly string[]) {
  const known = Object.entries(prices).filter(([sku]) => skus.includes(sku));
  return new Map(known.map(([sku, unitPriceMinor]) => [sku, { name: sku, unitPriceMinor }]));
}

/** A transaction is one outside call: what is inside it, nobody else sees. */
function inTurns(database: Database, { take }: Turns): Database {
  return {
    ...database,
    query: (text, values) => take(() => database.query(text, values)),
    transaction: (work) => take(() => database.transaction(work)),
  };
}

/** The gateway's client, one that gives up before its authorisations arrive, and what is seen of both. */
function watch({ gateway, ledger }: TestGateway, { take }: Turns, lines: Model['lines']) {
  const asked = new Map<string, number>();
  const inTheAir = new Map<string, () => Promise<unknown>>();
  const noAnswer = { kind: 'unknown', reason: 'no answer' } as const;
  let read: Promise<readonly Movement[]> | undefined;
  const authorise: PaymentGateway['authorise'] = (order) => {
    asked.set(order.id, (asked.get(order.id) ?? 0) + 1);
    read = undefined;
    return gateway.authorise(order);
  };
  const call = <Answer>(work: () => Promise<Answer>) =>
    take(async () => {
      if (lines.gateway === 'down') return noAnswer;
      read = undefined;
      const answer = await work();
      return lines.gateway === 'up' ? answer : noAnswer;
    });
  const watched: PaymentGateway = {
    authorise: (order) => call(() => authorise(order)),
    find: (order) => call(() => gateway.find(order)),
    capture: (intent, amountMinor) => call(() => gateway.capture(intent, amountMinor)),
    cancel: (intent) => call(() => gateway.cancel(intent)),
    warmUp: async () => undefined,
  };
  const hurried: PaymentGateway = {
    ...watched,
    authorise: (order) =>
      take(async () => {
        inTheAir.set(order.id, () => authorise(order));
        return noAnswer;
      }),
  };
  const movements = () => {
    read ??= ledger();
    return read;
  };
  return { watched, hurried, asked, inTheAir, movements };
}

function queueInto(sent: CloudEvent[], { take }: Turns, lines: Model['lines']): Pick<Queues, 'send'> {
  return {
    send: (_, event) =>
      take(async () => {
        if (lines.queue === 'down') throw new Error('the queue is down');
        const before = sent.find(({ type, subject }) => type === event.type && subject === event.subject);
        if (before && before.id !== event.id) throw new Error(`sent again under another id: ${JSON.stringify(event)}`);
        sent.push(event);
        if (lines.queue === 'deaf') throw new Error('the queue took it, and the answer was lost');
      }),
  };
}
