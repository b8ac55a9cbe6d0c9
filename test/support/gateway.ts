import { startGateway } from '@grocer/local/stand-ins/gateway';
import { createPaymentGateway, type PaymentGateway } from '@grocer/orders/payments';

/** The card gateway's stand-in for tests, and our client of it. */
export interface TestGateway {
  readonly url: string;
  readonly apiKey: string;
  readonly gateway: PaymentGateway;
  /** A client with other settings: another address, another key. */
  connect(changes: Partial<Parameters<typeof createPaymentGateway>[0]>): PaymentGateway;
  /** What moved for an order, oldest first, as the gateway's ledger tells it. */
  movements(orderId: string): Promise<string[]>;
  stop(): Promise<void>;
}

const apiKey = 'sk_test_grocer';

/** Starts a gateway of a test's own; `pm_card_slow` is answered later than the client waits. */
export async function startTestGateway({ timeoutMs = 1000 }: { timeoutMs?: number } = {}): Promise<TestGateway> {
  const standIn = await startGateway({ port: 0, apiKey, slowMilliseconds: 60_000 });
  const settings = { url: standIn.url, apiKey: async () => apiKey, timeoutMs };
  return {
    url: standIn.url,
    apiKey,
    gateway: createPaymentGateway(settings),
    connect: (changes) => createPaymentGateway({ ...settings, ...changes }),
    async movements(orderId) {
      const response = await fetch(`${standIn.url}/ledger`, { headers: { authorization: `Bearer ${apiKey}` } });
      const { items } = (await response.json()) as { items: { kind: string; metadata: { order_id?: string } }[] };
      return items.filter(({ metadata }) => metadata.order_id === orderId).map(({ kind }) => kind);
    },
    stop: standIn.stop,
  };
}
