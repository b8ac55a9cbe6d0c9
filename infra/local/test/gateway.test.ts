import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Gateway, startGateway } from '../stand-ins/gateway.ts';

const apiKey = 'sk_test_of_the_estate';
const readingKey = 'rk_test_of_the_estate';
const slowMilliseconds = 1000;
let stateDir: string;
let gateway: Gateway;
let stripe: Stripe;

beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'grocer-gateway-'));
  gateway = await startGateway({ port: 0, stateDir, apiKey, readingKey, slowMilliseconds });
  stripe = connect(apiKey);
});

afterEach(async () => {
  await gateway.stop();
  await rm(stateDir, { recursive: true });
});

describe('the official SDK', () => {
  test('authorises, captures a part and finds the rest released', async () => {
    const { id, status, amount_capturable } = await stripe.paymentIntents.create(intent('o-1'));
    expect({ status, amount_capturable }).toEqual({ status: 'requires_capture', amount_capturable: 1250 });

    await stripe.paymentIntents.capture(id, { amount_to_capture: 1000 });

    const after = await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] });
    expect(after).toMatchObject({ status: 'succeeded', amount_received: 1000, metadata: { order_id: 'o-1' } });
    expect(after.latest_charge).toMatchObject({ object: 'charge', captured: true, amount_captured: 1000 });
    expect(await movements()).toEqual(['authorised 1250', 'captured 1000', 'released 250']);
  });

  test('voids a hold, and is told when it comes again', async () => {
    const { id } = await stripe.paymentIntents.create(intent('o-1'));
    expect(await stripe.paymentIntents.cancel(id)).toMatchObject({ status: 'canceled' });

    await expect(stripe.paymentIntents.cancel(id)).rejects.toMatchObject({
      type: 'StripeInvalidRequestError',
      code: 'payment_intent_unexpected_state',
      payment_intent: { status: 'canceled' },
    });
    expect(await movements()).toEqual(['authorised 1250', 'released 1250']);
  });

  test('may only read by a restricted key', async () => {
    const { id } = await stripe.paymentIntents.create(intent('o-1'));
    const reader = connect(readingKey);

    expect(await reader.paymentIntents.retrieve(id)).toMatchObject({ id, status: 'requires_capture' });
    await expect(reader.paymentIntents.capture(id)).rejects.toMatchObject({
      type: 'StripePermissionError',
      statusCode: 403,
    });
    expect(await movements()).toEqual(['authorised 1250']);
  });

  test('is told a decline as Stripe tells it', async () => {
    const declined = stripe.paymentIntents.create(intent('o-1', 'pm_card_chargeDeclinedInsufficientFunds'));
    await expect(declined).rejects.toMatchObject({
      type: 'StripeCardError',
      statusCode: 402,
      code: 'card_declined',
      decline_code: 'insufficient_funds',
      payment_intent: { status: 'requires_payment_method', last_payment_error: { decline_code: 'insufficient_funds' } },
    });
  });

  test('shows until when a hold can be captured', async () => {
    const { latest_charge, created } = await stripe.paymentIntents.create({
      ...intent('o-1'),
      expand: ['latest_charge'],
    });
    const capture_before = created + 7 * 24 * 3600;
    expect(latest_charge).toMatchObject({ payment_method_details: { card: { capture_before } } });
  });

  test('pages through the intents of a time, newest first', async () => {
    const { created } = await stripe.paymentIntents.create(intent('o-0'));
    for (const order of ['o-1', 'o-2', 'o-3', 'o-4']) await stripe.paymentIntents.create(intent(order));
    const orders: string[] = [];
    for await (const { metadata } of stripe.paymentIntents.list({ created: { gte: created }, limit: 2 })) {
      orders.push(metadata.order_id ?? '');
    }
    expect(orders).toEqual(['o-4', 'o-3', 'o-2', 'o-1', 'o-0']);
    expect((await stripe.paymentIntents.list({ created: { lt: created } })).data).toEqual([]);
  });

  test('is refused with a wrong key and for an intent that does not exist', async () => {
    await expect(connect('sk_test_guess').paymentIntents.create(intent('o-1'))).rejects.toMatchObject({
      statusCode: 401,
    });
    await expect(stripe.paymentIntents.retrieve('pi_none')).rejects.toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
    });
    expect(await movements()).toEqual([]);
  });
});

describe('an idempotency key', () => {
  const idempotencyKey = 'order-1';

  test('answers a repetition with the first answer, and charges once, over a restart too', async () => {
    const first = await stripe.paymentIntents.create(intent('o-1'), { idempotencyKey });
    await restart();
    const second = await stripe.paymentIntents.create(intent('o-1'), { idempotencyKey });
    expect(second.id).toBe(first.id);
    expect(second.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect(second.lastResponse.headers['original-request']).toBe(first.lastResponse.requestId);
    expect(await movements()).toEqual(['authorised 1250']);
  });

  test('answers a decline again too', async () => {
    for (let attempt = 0; attempt < 2; attempt++) {
      const declined = stripe.paymentIntents.create(intent('o-1', 'pm_card_chargeDeclined'), { idempotencyKey });
      await expect(declined).rejects.toMatchObject({ statusCode: 402 });
    }
    expect(await movements()).toEqual(['declined 1250']);
  });

  test('is refused with other parameters', async () => {
    await stripe.paymentIntents.create(intent('o-1'), { idempotencyKey });
    const other = stripe.paymentIntents.create({ ...intent('o-1'), amount: 1251 }, { idempotencyKey });
    await expect(other).rejects.toMatchObject({ statusCode: 400, rawType: 'idempotency_error' });
    expect(await movements()).toEqual(['authorised 1250']);
  });

  test('stays free when the parameters were refused', async () => {
    const bad = stripe.paymentIntents.create({ ...intent('o-1'), amount: 1 }, { idempotencyKey });
    await expect(bad).rejects.toMatchObject({ statusCode: 400, code: 'amount_too_small' });
    await expect(stripe.paymentIntents.create(intent('o-1'), { idempotencyKey })).resolves.toBeTruthy();
  });

  test('is forgotten after a day: then it charges again', async () => {
    await gateway.stop();
    let now = new Date();
    gateway = await startGateway({ port: 0, stateDir, apiKey, clock: () => now });
    stripe = connect(apiKey);
    await stripe.paymentIntents.create(intent('o-1'), { idempotencyKey: 'o-1' });
    now = new Date(now.getTime() + 86_500_000);
    await stripe.paymentIntents.create(intent('o-1'), { idempotencyKey: 'o-1' });
    expect(await movements()).toEqual(['authorised 1250', 'authorised 1250']);
  });

  test('is in use while its first request runs', async () => {
    const slow = intent('o-1', 'pm_card_slow');
    const first = stripe.paymentIntents.create(slow, { idempotencyKey });
    await vi.waitFor(async () => expect(await movements()).toHaveLength(1));
    await expect(stripe.paymentIntents.create(slow, { idempotencyKey })).rejects.toMatchObject({
      statusCode: 409,
      code: 'idempotency_key_in_use',
    });
    const other = stripe.paymentIntents.create({ ...slow, amount: 1251 }, { idempotencyKey });
    await expect(other).rejects.toMatchObject({ statusCode: 400, rawType: 'idempotency_error' });
    expect((await stripe.paymentIntents.create(slow, { idempotencyKey: 'other' })).id).not.toBe((await first).id);
  });

  test('charges once for a hundred requests at a time', async () => {
    const attempts = Array.from({ length: 100 }, () => stripe.paymentIntents.create(intent('o-1'), { idempotencyKey }));
    const ids = (await Promise.allSettled(attempts)).flatMap((one) =>
      one.status === 'fulfilled' ? [one.value.id] : [],
    );
    expect(new Set(ids).size).toBe(1);
    expect(await movements()).toEqual(['authorised 1250']);
  });
});

describe('a fault', () => {
  const idempotencyKey = 'order-1';

  test('breaks the connection before the charge, once', async () => {
    await expect(post('pm_card_resetBeforeCharge', idempotencyKey)).rejects.toThrow('fetch failed');
    expect(await movements()).toEqual([]);
    expect((await post('pm_card_resetBeforeCharge', idempotencyKey)).status).toBe(200);
    expect(await movements()).toEqual(['authorised 1250']);
  });

  test('breaks the connection after the charge, which a repetition then finds', async () => {
    await expect(post('pm_card_resetAfterCharge', idempotencyKey)).rejects.toThrow('fetch failed');
    expect(await movements()).toEqual(['authorised 1250']);
    const again = await post('pm_card_resetAfterCharge', idempotencyKey);
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, 'true']);
    expect(await movements()).toEqual(['authorised 1250']);
  });

  test('fails with 500, which is kept for the key as Stripe keeps it', async () => {
    const first = await post('pm_card_error500', idempotencyKey);
    const again = await post('pm_card_error500', idempotencyKey);
    expect([first.status, again.status, again.headers.get('idempotent-replayed')]).toEqual([500, 500, 'true']);
    expect(await movements()).toEqual([]);
  });

  test('limits the rate once, and keeps nothing for the key', async () => {
    const limited = await post('pm_card_rateLimited', idempotencyKey);
    expect(limited.status).toBe(429);
    expect(await limited.json()).toMatchObject({ error: { code: 'rate_limit' } });
    expect((await post('pm_card_rateLimited', idempotencyKey)).status).toBe(200);
  });

  test('answers slowly once the charge is made, and stops at once when told to', async () => {
    const answer = post('pm_card_slow', idempotencyKey);
    await vi.waitFor(async () => expect(await movements()).toEqual(['authorised 1250']));
    await restart();
    await answer.catch(() => undefined);
    expect(await movements()).toEqual(['authorised 1250']);
  });

  test('refuses the capture of a hold that was given', async () => {
    const { id } = await stripe.paymentIntents.create(intent('o-1', 'pm_card_captureRefused'));
    await expect(stripe.paymentIntents.capture(id)).rejects.toMatchObject({ code: 'charge_expired_for_capture' });
  });
});

test('answers what is no request of its own with an error of its own', async () => {
  const headers = { authorization: `Bearer ${apiKey}` };
  const unknown = await fetch(`${gateway.url}/v1/customers`, { headers });
  const json = await fetch(`${gateway.url}/v1/payment_intents`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: '{}',
  });
  expect([unknown.status, json.status]).toEqual([404, 415]);
  expect(await unknown.json()).toMatchObject({ error: { type: 'invalid_request_error' } });
  expect(await json.json()).toMatchObject({ error: { type: 'invalid_request_error' } });
});

function connect(key: string): Stripe {
  const { hostname, port } = new URL(gateway.url);
  return new Stripe(key, { host: hostname, port, protocol: 'http', maxNetworkRetries: 0, telemetry: false });
}

async function restart(): Promise<void> {
  await gateway.stop();
  gateway = await startGateway({ port: 0, stateDir, apiKey, slowMilliseconds });
  stripe = connect(apiKey);
}

function intent(order: string, payment_method = 'pm_card_visa'): Stripe.PaymentIntentCreateParams {
  return {
    amount: 1250,
    currency: 'gbp',
    confirm: true,
    capture_method: 'manual',
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    payment_method,
    metadata: { order_id: order },
  };
}

/** Without the SDK, which repeats a broken request of its own accord. */
function post(paymentMethod: string, idempotencyKey: string): Promise<Response> {
  return fetch(`${gateway.url}/v1/payment_intents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'idempotency-key': idempotencyKey },
    body: new URLSearchParams({
      amount: '1250',
      currency: 'gbp',
      confirm: 'true',
      capture_method: 'manual',
      payment_method: paymentMethod,
    }),
  });
}

async function movements(): Promise<string[]> {
  const response = await fetch(`${gateway.url}/ledger`, { headers: { authorization: `Bearer ${apiKey}` } });
  const { items }: { items: { kind: string; amount: number }[] } = await response.json();
  return items.map(({ kind, amount }) => `${kind} ${amount}`);
}
