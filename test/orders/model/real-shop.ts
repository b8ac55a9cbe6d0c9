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
import { stockAndOpen } from './stock-and-open.ts';
import { CLAIM_MS, FULFIL_SETTLES_MS, RECOVER_CLAIM_MS, SILENCE_MS } from './times.ts';
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
  /** What the queue has taken. */
  readonly sent: readonly CloudEvent[];
  /** How often the gateway was asked to authorise an order, by its id. */
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
  const [slotIds, standIn] = await Promise.all([
    stockAndOpen(database.admin, startedAt),
    startTestGateway({ timeoutMs: 20_000, clock }),
  ]);
  const { watched, hurried, ...seen } = watch(standIn, turns);
  const shared = {
    database: inTurns(database.as('checkout'), turns),
    gateway: watched,
    queues: queueInto(sent, turns),
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
    ...seen,
    finalAnswers: new Map(),
    checkout,
    hurriedCheckout: { ...checkout, gateway: hurried },
    fulfilment: { ...shared, settleAfter: (now) => new Date(now.getTime() + FULFIL_SETTLES_MS) },
    recovery: { ...shared, claimMs: RECOVER_CLAIM_MS, silenceMs: SILENCE_MS },
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

/** The gateway's client, one that gives up before its authorisations arrive, and what both have done. */
function watch({ gateway, ledger }: TestGateway, { take }: Turns) {
  const asked = new Map<string, number>();
  const inTheAir = new Map<string, () => Promise<unknown>>();
  let read: Promise<readonly Movement[]> | undefined;
  const call = <Answer>(work: () => Promise<Answer>) => {
    read = undefined;
    return work();
  };
  const count = ({ id }: { id: string }) => asked.set(id, (asked.get(id) ?? 0) + 1);
  const watched: PaymentGateway = {
    authorise: (order) => {
      count(order);
      return take(() => call(() => gateway.authorise(order)));
    },
    find: (order) => take(() => gateway.find(order)),
    capture: (intent, amountMinor) => take(() => call(() => gateway.capture(intent, amountMinor))),
    cancel: (intent) => take(() => call(() => gateway.cancel(intent))),
    warmUp: async () => undefined,
  };
  const hurried: PaymentGateway = {
    ...watched,
    authorise: (order) => {
      count(order);
      return take(async () => {
        inTheAir.set(order.id, () => call(() => gateway.authorise(order)));
        return { kind: 'unknown', reason: 'timeout' };
      });
    },
  };
  const movements = () => {
    read ??= ledger();
    return read;
  };
  return { watched, hurried, asked, inTheAir, movements };
}

function queueInto(sent: CloudEvent[], { take }: Turns): Pick<Queues, 'send'> {
  return {
    send: (_, event) =>
      take(async () => {
        const before = sent.find(({ type, subject }) => type === event.type && subject === event.subject);
        if (before && before.id !== event.id) throw new Error(`sent again under another id: ${JSON.stringify(event)}`);
        sent.push(event);
      }),
  };
}
