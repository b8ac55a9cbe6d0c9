import { setTimeout as delay } from 'node:timers/promises';
import type { PlaceOrder } from '@grocer/contracts/checkout';
import type { Customer } from '@grocer/test-support/customer';

/** A customer who places one order after the other, and each again under its key until the answer is final. */
export interface Shopper {
  /** How often each answer came: a status with the problem's code, or how the connection failed. */
  readonly answers: ReadonlyMap<string, number>;
  /** Resolves when an order that was begun after this call is confirmed. */
  untilServed(): Promise<void>;
  /** Begins no other order; resolves when all that were begun have a final answer. */
  stop(): Promise<void>;
}

const EVERY_MS = 300;
const AGAIN_MS = 1500;
const ANSWER_LIMIT_MS = 25_000;
const PATIENCE_MS = 60_000;

/** Sends a customer shopping. */
export function goShopping(customer: Customer, order: PlaceOrder): Shopper {
  const answers = new Map<string, number>();
  const begun = new Set<Promise<void>>();
  let served = Promise.withResolvers<void>();
  let servedFrom = Number.POSITIVE_INFINITY;
  let isOver = false;

  async function insist(beganAt: number): Promise<void> {
    const key = crypto.randomUUID();
    while (Date.now() < beganAt + PATIENCE_MS) {
      const answer = await once(key);
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
      if (answer === '201') {
        if (beganAt >= servedFrom) served.resolve();
        return;
      }
      await delay(AGAIN_MS);
    }
    throw new Error(`no final answer in ${PATIENCE_MS} ms: ${JSON.stringify([...answers])}`);
  }

  async function once(key: string): Promise<string> {
    const signal = AbortSignal.timeout(ANSWER_LIMIT_MS);
    return customer.place(order, key, signal).then(
      async (response) => {
        const { type }: { type?: string } = await response.json();
        return [response.status, type?.split('/').at(-1)].filter(Boolean).join(' ');
      },
      ({ name, cause }) => cause?.code ?? name,
    );
  }

  const shopping = (async () => {
    while (!isOver) {
      const insisting = insist(Date.now());
      begun.add(insisting);
      insisting.catch(() => undefined);
      await delay(EVERY_MS);
    }
  })();

  return {
    answers,
    untilServed() {
      served = Promise.withResolvers<void>();
      servedFrom = Date.now();
      return served.promise;
    },
    async stop() {
      isOver = true;
      await shopping;
      await Promise.all(begun);
    },
  };
}
