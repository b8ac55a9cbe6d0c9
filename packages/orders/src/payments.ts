import type { Guard } from '@grocer/chassis/guard';
import type Stripe from 'stripe';
import {
  type Authorisation,
  authorisationFailure,
  authorisationOf,
  type Cancellation,
  type Capture,
  cancellationOf,
  captureOf,
  type Finding,
  hasNotReachedGateway,
  isKeyRefused,
  mayPass,
  refusalOf,
  unknownOf,
} from './payment-outcomes.ts';
import { createStripeTransport } from './stripe-transport.ts';

/** The card gateway: Stripe's PaymentIntents with manual capture. No call throws for what the gateway or the network does. */
export interface PaymentGateway {
  /** Holds the total on the card. The order's id is the idempotency key: repeated within 23 h it never charges twice. */
  authorise(order: { id: string; totalMinor: number; paymentMethod: string }): Promise<Authorisation>;
  /** Looks an order's payment up among those made since it was placed, by listing: Stripe's search lags behind its writes. */
  find(order: { id: string; placedAt: Date }): Promise<Finding>;
  /** Takes the amount and lets the rest of the hold go; repeating it is harmless. */
  capture(intent: string, amountMinor: number): Promise<Capture>;
  /** Lets the whole hold go; repeating it is harmless. */
  cancel(intent: string): Promise<Cancellation>;
  /** Loads the SDK and its key ahead of the first payment; failing is no error. */
  warmUp(): Promise<void>;
}

/** Where the gateway is, how its key is had, and how long one call may take. */
export interface PaymentGatewayOptions {
  readonly url: string;
  /** Asked at every call; told which key the gateway has just refused, it looks for a newer one. */
  readonly apiKey: (refused?: string) => Promise<string>;
  readonly timeoutMs: number;
  /** Stands before every call; an order's hold is asked for again only when the request has certainly not arrived. */
  readonly guard: Guard;
}

/** Clocks differ: an intent may seem older than its order by this much. */
const CLOCK_SKEW_SECONDS = 300;
/** `find` looks at the intents of this long after the order: its key is repeated for 23 h and never after. */
const SEARCHED_SECONDS = 24 * 3600;

type Work<Answer> = (intents: Stripe.PaymentIntentResource) => Promise<Answer>;

/** Creates a gateway client. The SDK never retries by itself: an order's state says what to repeat, and when. */
export function createPaymentGateway(options: PaymentGatewayOptions): PaymentGateway {
  let connection: { key: string; stripe: Promise<Stripe> } | undefined;

  function intentsBy(key: string): Promise<Stripe.PaymentIntentResource> {
    if (connection?.key !== key) connection = { key, stripe: connect(options, key) };
    return connection.stripe.then((stripe) => stripe.paymentIntents);
  }

  /** Calls the gateway by the key of this moment. A refused key did nothing: when there is a newer one, the call is made by that. */
  async function callOnce<Answer>(work: Work<Answer>): Promise<Answer> {
    const key = await options.apiKey();
    try {
      return await work(await intentsBy(key));
    } catch (error) {
      const newer = isKeyRefused(error) ? await options.apiKey(key) : key;
      if (newer === key) throw error;
      return work(await intentsBy(newer));
    }
  }

  const call = <Answer>(work: Work<Answer>, isRepeatable = mayPass) =>
    options.guard.run(() => callOnce(work), isRepeatable);

  return {
    async authorise(order) {
      const create: Work<Stripe.PaymentIntent> = (intents) =>
        intents.create(paramsOf(order), { idempotencyKey: order.id });
      try {
        return authorisationOf(await call(create, hasNotReachedGateway));
      } catch (error) {
        return authorisationFailure(error);
      }
    },
    async find(order) {
      try {
        return await call((intents) => findIntent(intents, order));
      } catch (error) {
        return unknownOf(error);
      }
    },
    async capture(intent, amountMinor) {
      try {
        return captureOf(await call((intents) => intents.capture(intent, { amount_to_capture: amountMinor })));
      } catch (error) {
        return refusalOf(error, async () => captureOf(await call((intents) => intents.retrieve(intent))));
      }
    },
    async cancel(intent) {
      try {
        return cancellationOf(await call((intents) => intents.cancel(intent)));
      } catch (error) {
        return refusalOf(error, async () => cancellationOf(await call((intents) => intents.retrieve(intent))));
      }
    },
    async warmUp() {
      await callOnce(async () => undefined).catch(() => undefined);
    },
  };
}

async function connect({ url, timeoutMs }: PaymentGatewayOptions, key: string): Promise<Stripe> {
  const { default: Sdk } = await import('stripe');
  const { protocol, hostname, port } = new URL(url);
  const isPlain = protocol === 'http:';
  return new Sdk(key, {
    host: hostname,
    port: port || (isPlain ? 80 : 443),
    protocol: isPlain ? 'http' : 'https',
    timeout: timeoutMs,
    maxNetworkRetries: 0,
    telemetry: false,
    httpClient: createStripeTransport(timeoutMs),
  });
}

function paramsOf(order: { id: string; totalMinor: number; paymentMethod: string }): Stripe.PaymentIntentCreateParams {
  return {
    amount: order.totalMinor,
    currency: 'gbp',
    payment_method: order.paymentMethod,
    confirm: true,
    capture_method: 'manual',
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    metadata: { order_id: order.id },
    expand: ['latest_charge'],
  };
}

async function findIntent(
  intents: Stripe.PaymentIntentResource,
  { id, placedAt }: { id: string; placedAt: Date },
): Promise<Finding> {
  const from = Math.floor(placedAt.getTime() / 1000) - CLOCK_SKEW_SECONDS;
  const created = { gte: from, lte: from + SEARCHED_SECONDS + 2 * CLOCK_SKEW_SECONDS };
  for await (const intent of intents.list({ created, limit: 100, expand: ['data.latest_charge'] })) {
    if (intent.metadata.order_id === id) return authorisationOf(intent);
  }
  return { kind: 'none' };
}
