import { inTransaction } from '@grocer/chassis/postgres';
import type { Order } from '@grocer/contracts/checkout';
import { startPicking } from '@grocer/orders/store/orders';
import { readBooked, readShelf, theOrder } from '@grocer/test-support/orders';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { call, countRows, type Harness, MILK, orderBody, place, placed, startHarness, TEA } from './harness.ts';
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

async function cancelWith(orderId: string, body: unknown) {
  return harness.app.inject({
    method: 'POST',
    url: `/checkout/v1/orders/${orderId}/cancel`,
    headers: { authorization: `Bearer ${await harness.token('customer-1')}`, 'content-type': 'application/json' },
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

const cancel = (orderId: string) => call(harness, 'POST', `/checkout/v1/orders/${orderId}/cancel`);

describe('cancelling', () => {
  it('gives stock and slot back, lets the hold go and tells the warehouse', async () => {
    const order = await placed(harness);
    await harness.queue.drain();
    const response = await cancel(order.id);
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({ status: 'cancelled', payment: { status: 'voided' } });
    expect(await readShelf(harness.database.admin, TEA)).toEqual({ onHand: 1000, reserved: 0 });
    expect(await readBooked(harness.database.admin, order.slot.id)).toBe(0);
    const events = (await harness.queue.drain()).map((text) => JSON.parse(text));
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'grocer.order.cancelled', data: { orderId: order.id } }),
    );
  });

  it('names the order to the warehouse as it was placed, however its id is written', async () => {
    const order = await placed(harness);
    await harness.queue.drain();
    expect((await cancel(order.id.toUpperCase())).statusCode).toBe(200);
    const events = (await harness.queue.drain()).map((text) => JSON.parse(text));
    expect(events).toMatchObject([{ subject: order.id, data: { orderId: order.id } }]);
  });

  it('answers an order that is already cancelled again, and does nothing more', async () => {
    const order = await placed(harness);
    const first = await cancel(order.id);
    const before = gateway.cancelled.length;
    const second = await cancel(order.id);
    expect(second.statusCode).toBe(200);
    expect(second.json()).toEqual(first.json());
    expect(gateway.cancelled.length).toBe(before);
  });

  it.each([
    ['an unknown field', { reason: 'changed my mind' }, '#/reason'],
    ['a list', [], '#'],
    ['text', '"please"', '#'],
    ['malformed JSON', '{"reason":', '#'],
  ])('takes no body: %s is refused, and the order stays', async (_, body, pointer) => {
    const { id } = await placed(harness);
    const before = await countRows(harness.database);
    const response = await cancelWith(id, body);
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({ type: 'https://grocer.example/problems/validation-failed' });
    expect(response.json<{ errors: { pointer: string }[] }>().errors.map((error) => error.pointer)).toEqual([pointer]);
    expect(await countRows(harness.database)).toBe(before);
    expect(await theOrder(harness.database.admin, id)).toMatchObject({ status: 'released' });
  });

  it('takes an empty object, which many clients send, and is published so', async () => {
    const document = (await harness.app.inject('/checkout/openapi.json')).json();
    expect(document.paths['/checkout/v1/orders/{id}/cancel'].post.requestBody).toMatchObject({ required: false });
    expect(document.paths['/checkout/v1/orders'].post.requestBody).toMatchObject({ required: true });
    const { id } = await placed(harness);
    expect((await cancelWith(id, {})).json()).toMatchObject({ status: 'cancelled' });
  });

  it('gives back once when two cancels arrive together', async () => {
    const order = await placed(harness);
    const responses = await Promise.all([cancel(order.id), cancel(order.id)]);
    expect(responses.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
    expect(await readShelf(harness.database.admin, TEA)).toEqual({ onHand: 1000, reserved: 0 });
    expect(await readBooked(harness.database.admin, order.slot.id)).toBe(0);
  });

  it('is too late once picking has started, and for a rejected order', async () => {
    const picking = await placed(harness);
    await inTransaction(harness.checkout.database, (tx) => startPicking(tx, picking.id, new Date()));
    gateway.script = () => ({ kind: 'declined', code: 'card_declined', intent: null });
    const rejected = (await place(harness, await orderBody(harness.database))).json<{ orderId: string }>().orderId;
    for (const id of [picking.id, rejected]) {
      const response = await cancel(id);
      expect(response.statusCode).toBe(409);
      expect(response.json()).toMatchObject({ type: 'https://grocer.example/problems/too-late-to-cancel' });
    }
  });

  it('of an order whose payment is in the air voids the hold that turns up, and the place request tells so', async () => {
    const { promise: cancelled, resolve: answerTheCharge } = Promise.withResolvers<void>();
    const { promise: asked, resolve: onAsked } = Promise.withResolvers<string>();
    gateway.script = async (order) => {
      onAsked(order.id);
      await cancelled;
      return grant(order);
    };
    const placing = place(harness, await orderBody(harness.database));
    const orderId = await asked;
    expect((await cancel(orderId)).json()).toMatchObject({ status: 'cancelled', payment: { status: 'unknown' } });
    answerTheCharge();
    const response = await placing;
    expect(response.statusCode).toBe(201);
    expect(response.json<Order>()).toMatchObject({ status: 'cancelled', payment: { status: 'voided' } });
    const { rows } = await harness.database.admin.query('select from checkout.outbox where order_id = $1', [orderId]);
    expect(rows).toEqual([]);
  });

  it('leaves shelf and slot as they were when many place and cancel at once', async () => {
    const body = await orderBody(harness.database, { lines: [TEA, MILK].map((sku) => ({ sku, quantity: 1 })) });
    const reversed = { ...body, lines: body.lines.toReversed() };
    const statuses = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const response = await place(harness, index % 2 ? body : reversed, { customer: 'customer-1' });
        const { id } = response.json<{ id?: string }>();
        return id ? (await cancel(id)).statusCode : response.json<{ type: string }>().type.split('/').at(-1);
      }),
    );
    expect(new Set(statuses).difference(new Set([200, 'slot-full']))).toEqual(new Set());
    for (const sku of [TEA, MILK]) {
      expect(await readShelf(harness.database.admin, sku)).toEqual({ onHand: 1000, reserved: 0 });
    }
    expect(await readBooked(harness.database.admin, body.slotId)).toBe(0);
  });

  it('leaves the hold to recover when the gateway does not answer', async () => {
    const app = harness.buildAnother({
      gateway: { ...gateway, cancel: async () => ({ kind: 'unknown', reason: 'timeout' }) },
    });
    const { id } = await placed(harness);
    const response = await app.inject({
      method: 'POST',
      url: `/checkout/v1/orders/${id}/cancel`,
      headers: { authorization: `Bearer ${await harness.token('customer-1')}` },
    });
    expect(response.json()).toMatchObject({ status: 'cancelled', payment: { status: 'authorised' } });
    const { rows } = await harness.database.admin.query<{ isDue: boolean }>(
      `select settle_after is not null as "isDue" from checkout.orders where id = $1`,
      [id],
    );
    expect(rows).toEqual([{ isDue: true }]);
    expect(await theOrder(harness.database.admin, id)).toMatchObject({ paymentStatus: 'authorised' });
  });
});
