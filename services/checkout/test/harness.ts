import type { HttpApp } from '@grocer/chassis/http';
import { createVerifier } from '@grocer/chassis/identity';
import { createLog } from '@grocer/chassis/log';
import type { Order, PlaceOrder } from '@grocer/contracts/checkout';
import type { Scope } from '@grocer/contracts/identity';
import type { PaymentGateway } from '@grocer/orders/payments';
import { createTestDatabase, type TestDatabase } from '@grocer/test-support/database';
import { openTestSlot, stockShelf } from '@grocer/test-support/orders';
import { createTestQueue, type TestQueue } from '@grocer/test-support/queues';
import { startTestIssuer } from '@grocer/test-support/tokens';
import { buildApp } from '../src/app.ts';
import type { Checkout } from '../src/checkout.ts';
import type { Quote } from '../src/clients/catalogue.ts';
import { scriptedGateway } from './scripted-gateway.ts';

export const TEA = '50184385';
export const MILK = '5000159407236';
/** Known to the catalogue, and not yet priced. */
export const UNPRICED = '96385074';

const prices: Readonly<Record<string, Quote>> = {
  [TEA]: { name: 'Tea', unitPriceMinor: 250 },
  [MILK]: { name: 'Milk', unitPriceMinor: 135 },
};

/** Checkout as it runs, but for its catalogue and, unless given, its gateway. */
export interface Harness {
  readonly app: HttpApp;
  readonly database: TestDatabase;
  readonly queue: TestQueue;
  readonly checkout: Checkout;
  /** The prices that the catalogue quotes; a test may change them. */
  readonly quotes: Map<string, Quote>;
  /** A second instance of the service on the same database. */
  buildAnother(changes?: Partial<Checkout>): HttpApp;
  token(subject: string, ...scopes: Scope[]): Promise<string>;
  stop(): Promise<void>;
}

export async function startHarness({
  gateway = scriptedGateway(),
}: {
  gateway?: PaymentGateway;
} = {}): Promise<Harness> {
  const [database, queue, issuer] = await Promise.all([
    createTestDatabase(),
    createTestQueue('warehouse-orders'),
    startTestIssuer(),
  ]);
  const quotes = new Map(Object.entries(prices));
  const checkout: Checkout = {
    database: database.as('checkout'),
    catalogue: { quote: async (skus) => new Map([...quotes].filter(([sku]) => skus.includes(sku))) },
    gateway,
    queues: queue.queues,
    warehouseOrdersUrl: queue.url,
    clock: () => new Date(),
    log: createLog({ name: 'checkout', level: 'error' }),
    claimMs: 15_000,
  };
  const verifier = createVerifier(issuer.trusted, checkout.log);
  const apps: HttpApp[] = [];
  const build = (changes: Partial<Checkout> = {}) => {
    const app = buildApp({
      checkout: { ...checkout, ...changes },
      verifier,
      isReady: async () => true,
      maxInFlight: 256,
    });
    apps.push(app);
    return app;
  };
  return {
    app: build(),
    database,
    queue,
    checkout,
    quotes,
    buildAnother: build,
    token: (subject, ...scopes) => issuer.token({ subject, scopes: scopes.length > 0 ? scopes : ['orders:place'] }),
    async stop() {
      await Promise.all(apps.map((app) => app.close()));
      await queue.queues.close();
      await issuer.stop();
      await database.drop();
    },
  };
}

/** A body that places two packets of tea, in a slot of its own with enough on the shelf. */
export async function orderBody(database: TestDatabase, changes: Partial<PlaceOrder> = {}): Promise<PlaceOrder> {
  await stockShelf(database.admin, { [TEA]: 1000, [MILK]: 1000 });
  return {
    lines: [{ sku: TEA, quantity: 2 }],
    slotId: await openTestSlot(database.admin),
    deliveryAddress: { line1: '1 Test Street', city: 'London', postcode: 'SW1A 1AA' },
    paymentMethod: 'pm_card_visa',
    ...changes,
  };
}

export interface Sending {
  readonly key?: string;
  readonly customer?: string;
  readonly app?: HttpApp;
}

/** Sends a body to be placed, whatever it is. */
export async function place(harness: Harness, body: unknown, sending: Sending = {}) {
  const { key = crypto.randomUUID(), customer = 'customer-1', app = harness.app } = sending;
  return app.inject({
    method: 'POST',
    url: '/checkout/v1/orders',
    headers: {
      authorization: `Bearer ${await harness.token(customer)}`,
      'idempotency-key': key,
      'content-type': 'application/json',
    },
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** Places an order that must succeed. */
export async function placed(harness: Harness, changes: Partial<PlaceOrder> = {}): Promise<Order> {
  const response = await place(harness, await orderBody(harness.database, changes));
  if (response.statusCode !== 201) throw new Error(`placing answered ${response.statusCode}: ${response.body}`);
  return response.json<Order>();
}

/** Calls as a customer, by default the one who places. */
export async function call(
  harness: Harness,
  method: 'GET' | 'POST',
  url: string,
  { customer = 'customer-1', scopes = ['orders:place'] }: { customer?: string; scopes?: Scope[] } = {},
) {
  const authorization = `Bearer ${await harness.token(customer, ...scopes)}`;
  return harness.app.inject({ method, url, headers: { authorization } });
}

/** How many rows checkout has written: "nothing is written" means that it stays the same. */
export async function countRows({ admin }: TestDatabase): Promise<number> {
  const { rows } = await admin.query<{ count: number }>(
    `select ((select count(*) from checkout.orders) + (select count(*) from checkout.order_lines)
           + (select count(*) from checkout.order_history) + (select count(*) from checkout.outbox)
           + (select count(*) from checkout.idempotency_keys)
           + (select coalesce(sum(reserved), 0) from checkout.stock)
           + (select coalesce(sum(booked), 0) from checkout.slots))::integer as count`,
  );
  return rows[0]?.count ?? 0;
}
