import type { Guard } from '@grocer/chassis/guard';
import { startGateway } from '@grocer/local/stand-ins/gateway';
import { createPaymentGateway, type PaymentGateway } from '@grocer/orders/payments';

/** The card gateway's stand-in for tests, and our client of it. */
export interface TestGateway {
  readonly url: string;
  readonly apiKey: string;
  readonly gateway: PaymentGateway;
  /** A client with other settings: another address, another key. */
  connect(changes: Partial<Parameters<typeof createPaymentGateway>[0]>): PaymentGateway;
  /** The gateway's books: every movement of money, oldest first. */
  ledger(): Promise<Movement[]>;
  /** What moved for an order, oldest first, as the gateway's ledger tells it. */
  movements(orderId: string): Promise<string[]>;
  stop(): Promise<void>;
}

/** Money that moved, in pence, by the intent that it moved in and the order that the intent was made for. */
export interface Movement {
  readonly kind: 'authorised' | 'captured' | 'released' | 'declined';
  readonly amount: number;
  readonly paymentIntent: string;
  readonly metadata: { readonly order_id?: string };
}

const apiKey = 'sk_test_grocer';

/** No guard: every call is made, and made once. */
export const unguarded: Guard = { run: (call) => call() };

/** Starts a gateway of a test's own; `pm_card_slow` is answered later than the client waits. */
export async function startTestGateway({
  timeoutMs = 1000,
  clock = () => new Date(),
}: {
  timeoutMs?: number;
  clock?: () => Date;
} = {}): Promise<TestGateway> {
  const standIn = await startGateway({ port: 0, apiKey, slowMilliseconds: 60_000, clock });
  const ledger = async () => {
    const response = await fetch(`${standIn.url}/ledger`, { headers: { authorization: `Bearer ${apiKey}` } });
    return ((await response.json()) as { items: Movement[] }).items;
  };
  const settings = { url: standIn.url, apiKey: async () => apiKey, timeoutMs, guard: unguarded };
  return {
    url: standIn.url,
    apiKey,
    gateway: createPaymentGateway(settings),
    connect: (changes) => createPaymentGateway({ ...settings, ...changes }),
    ledger,
    async movements(orderId) {
      const entries = await ledger();
      return entries.filter(({ metadata }) => metadata.order_id === orderId).map(({ kind }) => kind);
    },
    stop: standIn.stop,
  };
}
