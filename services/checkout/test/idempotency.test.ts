import { createLog } from '@grocer/chassis/log';
import { inTransaction } from '@grocer/chassis/postgres';
import type { Order } from '@grocer/contracts/checkout';
import { type KnownOutcome, settlePayment } from '@grocer/orders/workflows/settle-payment';
import { openTestSlot, readBooked, readShelf, stockShelf, theOrder } from '@grocer/test-support/orders';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Harness, orderBody, place, startHarness, TEA } from './harness.ts';
import { grant, type ScriptedGateway, scriptedGateway } from './scripted-gateway.ts';

let harness: Harness;
let gateway: ScriptedGateway;
beforeAll(async () => {
  gateway = scriptedGateway();
  harness = await startHarness({ gateway });
});
beforeEach(() => {
  gateway.script = grant;
});
afterAll(() => harness.stop());

const typeOf = (response: { json<T>(): T }) => response.json<{ type?: string }>().type?.split('/').at(-1);
const newKey = () => crypto.randomUUID();

/** What recover does with an order whose payment was open. */
async function settle(orderId: string, outcome: KnownOutcome): Promise<void> {
  const order = await theOrder(harness.database.admin, orderId);
  const settler = { source: 'recover' as const, now: new Date(), sendAfter: new Date() };
  await inTransaction(harness.checkout.database, (tx) => settlePayment(tx, order, outcome, settler));
}

describe('the same key and the same body', () => {
  it('get the same answer, byte for byte, at another instance too', async () => {
    const key = newKey();
    const body = await orderBody(harness.database);
    const first = await place(harness, body, { key });
    const again = await place(harness, body, { key, app: harness.buildAnother() });
    expect(again.statusCode).toBe(201);
    expect(again.body).toBe(first.body);
    expect(again.headers['content-type']).toBe(first.headers['content-type']);
    expect(again.headers.location).toBe(first.headers.location);
    expect(again.headers['idempotent-replayed']).toBe('true');
  });

  it('are the same whatever the order of members and the spaces', async () => {
    const key = newKey();
    const body = await orderBody(harness.database);
    const first = await place(harness, body, { key });
    const shuffled = JSON.stringify(Object.fromEntries(Object.entries(body).toReversed()), null, 2);
    expect((await place(harness, shuffled, { key })).body).toBe(first.body);
  });

  it('get a decline again', async () => {
    gateway.script = () => ({ kind: 'declined', code: 'expired_card', intent: null });
    const key = newKey();
    const body = await orderBody(harness.database);
    const first = await place(harness, body, { key });
    gateway.script = grant;
    const again = await place(harness, body, { key });
    expect(again.statusCode).toBe(402);
    expect(again.body).toBe(first.body);
    expect(again.headers['content-type']).toBe(first.headers['content-type']);
  });

  it('place one order and charge once when a hundred arrive in parallel at two instances', async () => {
    const key = newKey();
    const body = await orderBody(harness.database);
    const before = gateway.authorised.length;
    const other = harness.buildAnother({ database: harness.database.another('checkout', 10) });
    const responses = await Promise.all(
      Array.from({ length: 100 }, (_, index) => place(harness, body, { key, app: index % 2 ? other : harness.app })),
    );
    const created = responses.filter(({ statusCode }) => statusCode === 201);
    const inProgress = responses.filter(({ statusCode }) => statusCode === 409);
    expect(created.length + inProgress.length).toBe(100);
    expect(new Set(created.map((response) => response.body)).size).toBe(1);
    expect(created.filter(({ headers }) => headers['idempotent-replayed'] === undefined)).toHaveLength(1);
    expect(new Set(inProgress.map(typeOf))).toEqual(new Set(inProgress.length > 0 ? ['request-in-progress'] : []));
    expect(gateway.authorised.length - before).toBe(1);
    expect(await readBooked(harness.database.admin, body.slotId)).toBe(1);
    expect(await readShelf(harness.database.admin, TEA)).toEqual({ onHand: 1000, reserved: 2 });
  });

  it('never find the shelf empty or the slot full for what one of them has taken', async () => {
    const key = newKey();
    const slotId = await openTestSlot(harness.database.admin, { capacity: 1 });
    const body = await orderBody(harness.database, { slotId });
    await stockShelf(harness.database.admin, { [TEA]: 2 });
    const responses = await Promise.all(Array.from({ length: 20 }, () => place(harness, body, { key })));
    const refused = responses.filter(({ statusCode }) => statusCode !== 201);
    expect(new Set(refused.map(typeOf))).toEqual(new Set(refused.length > 0 ? ['request-in-progress'] : []));
    expect(refused.length).toBeLessThan(20);
  });

  it('get 409 while the first request still runs, and its answer afterwards', async () => {
    const { promise: charged, resolve: answerTheFirst } = Promise.withResolvers<void>();
    const { promise: asked, resolve: onAsked } = Promise.withResolvers<void>();
    gateway.script = async (order) => {
      onAsked();
      await charged;
      return grant(order);
    };
    const key = newKey();
    const body = await orderBody(harness.database);
    const first = place(harness, body, { key });
    await asked;
    const meanwhile = await place(harness, body, { key });
    expect(meanwhile.statusCode).toBe(409);
    expect(typeOf(meanwhile)).toBe('request-in-progress');
    answerTheFirst();
    const { statusCode, body: answer } = await first;
    expect(statusCode).toBe(201);
    expect((await place(harness, body, { key })).body).toBe(answer);
  });
});

describe('a key', () => {
  it('is refused for another body', async () => {
    const key = newKey();
    const body = await orderBody(harness.database);
    await place(harness, body, { key });
    const other = await place(harness, { ...body, lines: [{ sku: TEA, quantity: 3 }] }, { key });
    expect(other.statusCode).toBe(422);
    expect(typeOf(other)).toBe('idempotency-key-reused');
  });

  it("belongs to one customer: another's is another key", async () => {
    const key = newKey();
    const body = await orderBody(harness.database);
    const mine = await place(harness, body, { key });
    const theirs = await place(harness, body, { key, customer: 'customer-2' });
    expect(theirs.statusCode).toBe(201);
    expect(theirs.json<Order>().id).not.toBe(mine.json<Order>().id);
  });

  it('stays free after a refusal that inserted no order', async () => {
    const key = newKey();
    const body = await orderBody(harness.database);
    await stockShelf(harness.database.admin, { [TEA]: 0 });
    expect(typeOf(await place(harness, body, { key }))).toBe('out-of-stock');
    await stockShelf(harness.database.admin, { [TEA]: 10 });
    expect((await place(harness, body, { key })).statusCode).toBe(201);
  });

  it('is free again after 24 hours', async () => {
    const key = newKey();
    const body = await orderBody(harness.database);
    const first = await place(harness, body, { key });
    await harness.database.admin.query(`update checkout.idempotency_keys set expires_at = now() where key = $1`, [key]);
    const second = await place(harness, body, { key });
    expect(second.statusCode).toBe(201);
    expect(second.json<Order>().id).not.toBe(first.json<Order>().id);
  });
});

describe('a 202', () => {
  const pending = async () => {
    gateway.script = () => ({ kind: 'unknown', reason: 'timeout' });
    const key = newKey();
    const body = await orderBody(harness.database);
    const response = await place(harness, body, { key });
    return { key, body, response, orderId: response.json<Order>().id };
  };

  it('is answered again while the payment is open, without asking the gateway', async () => {
    const { key, body, response } = await pending();
    const before = gateway.authorised.length;
    const again = await place(harness, body, { key });
    expect(again.statusCode).toBe(202);
    expect(again.body).toBe(response.body);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(gateway.authorised.length).toBe(before);
  });

  it('gives way to the order once the payment is settled, and that answer then stays', async () => {
    const { key, body, orderId } = await pending();
    const hold = { intent: `pi_${orderId}`, amountMinor: 899, captureBefore: null };
    await settle(orderId, { kind: 'authorised', hold });
    const settled = await place(harness, body, { key });
    expect(settled.statusCode).toBe(201);
    expect(settled.json<Order>()).toMatchObject({ id: orderId, status: 'confirmed' });
    await harness.checkout.database.query(
      `update checkout.orders set status = 'released', status_at = now() where id = $1`,
      [orderId],
    );
    expect((await place(harness, body, { key })).body).toBe(settled.body);
  });

  it('gives way to a decline', async () => {
    const { key, body, orderId } = await pending();
    await settle(orderId, { kind: 'declined', code: 'card_declined', intent: null });
    const settled = await place(harness, body, { key });
    expect(settled.statusCode).toBe(402);
    expect(settled.json()).toMatchObject({ orderId, declineCode: 'card_declined' });
  });
});

describe('a process that died between the order and its answer', () => {
  /** An order that is committed, and whose key has neither an answer nor a live claim. */
  const orphaned = async () => {
    const app = harness.buildAnother({ log: createLog({ name: 'checkout', level: 'silent' }) });
    const { promise: asked, resolve: onAsked } = Promise.withResolvers<string>();
    gateway.script = (order) => {
      onAsked(order.id);
      return Promise.reject(new Error('killed'));
    };
    const key = newKey();
    const body = await orderBody(harness.database);
    expect((await place(harness, body, { key, app })).statusCode).toBe(500);
    await harness.database.admin.query(`update checkout.idempotency_keys set claimed_until = now() where key = $1`, [
      key,
    ]);
    return { key, body, orderId: await asked };
  };

  it('leaves a retry, at another instance, what recover has made of the order, and that answer stays', async () => {
    const confirmed = await orphaned();
    const hold = { intent: `pi_${confirmed.orderId}`, amountMinor: 899, captureBefore: null };
    await settle(confirmed.orderId, { kind: 'authorised', hold });
    const rejected = await orphaned();
    await settle(rejected.orderId, { kind: 'none' });
    const before = gateway.authorised.length;
    for (const [{ key, body, orderId }, statusCode] of [
      [confirmed, 201],
      [rejected, 402],
    ] as const) {
      const retried = await place(harness, body, { key });
      expect({ ...retried.json(), statusCode: retried.statusCode }).toMatchObject(
        statusCode === 201 ? { statusCode, id: orderId, status: 'confirmed' } : { statusCode, orderId },
      );
      expect(retried.headers['idempotent-replayed']).toBe('true');
      const again = await place(harness, body, { key, app: harness.buildAnother() });
      expect(again.body).toBe(retried.body);
    }
    expect(gateway.authorised.length).toBe(before);
  });

  it('leaves the key claimed for a while, and then the order as it stands', async () => {
    const app = harness.buildAnother({ log: createLog({ name: 'checkout', level: 'silent' }) });
    gateway.script = () => Promise.reject(new Error('killed'));
    const key = newKey();
    const body = await orderBody(harness.database);
    const failed = await place(harness, body, { key, app });
    expect([failed.statusCode, typeOf(failed)]).toEqual([500, 'internal-error']);
    expect(failed.body).not.toContain('killed');
    expect(typeOf(await place(harness, body, { key }))).toBe('request-in-progress');
    await harness.database.admin.query(`update checkout.idempotency_keys set claimed_until = now() where key = $1`, [
      key,
    ]);
    const later = await place(harness, body, { key });
    expect(later.statusCode).toBe(202);
    expect(later.json<Order>().status).toBe('pending-payment');
  });
});
