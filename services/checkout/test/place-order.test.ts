import type { Order } from '@grocer/contracts/checkout';
import { unguarded } from '@grocer/test-support/gateway';
import { openTestSlot, readBooked, readShelf, stockShelf, theOrder } from '@grocer/test-support/orders';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { countRows, type Harness, MILK, orderBody, place, placed, startHarness, TEA, UNPRICED } from './harness.ts';
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

describe('placing an order', () => {
  it('answers the confirmed order, holds stock, slot and card, and tells the warehouse', async () => {
    const body = await orderBody(harness.database);
    const response = await place(harness, body);
    const order = response.json<Order>();
    expect(response.statusCode).toBe(201);
    expect(response.headers.location).toBe(`/checkout/v1/orders/${order.id}`);
    expect(response.headers['idempotent-replayed']).toBeUndefined();
    expect(order).toMatchObject({
      status: 'confirmed',
      lines: [{ sku: TEA, name: 'Tea', quantity: 2, unitPrice: { amountMinor: 250 }, lineTotal: { amountMinor: 500 } }],
      slot: { id: body.slotId },
      deliveryFee: { amountMinor: 399 },
      total: { amountMinor: 899, currency: 'GBP' },
      payment: { status: 'authorised', amountAuthorised: { amountMinor: 899 }, amountCaptured: { amountMinor: 0 } },
      history: [{ status: 'pending-payment' }, { status: 'confirmed' }],
    });
    expect(await readShelf(harness.database.admin, TEA)).toEqual({ onHand: 1000, reserved: 2 });
    expect(await readBooked(harness.database.admin, body.slotId)).toBe(1);
    expect(await theOrder(harness.database.admin, order.id)).toMatchObject({ status: 'released' });
    const events = (await harness.queue.drain()).map((text) => JSON.parse(text));
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'grocer.order.released',
        source: '/grocer/checkout',
        data: { orderId: order.id, slotStartsAt: order.slot.startsAt, lines: [{ sku: TEA, quantity: 2 }] },
      }),
    );
  });

  it('keeps no transaction open, nor a lock, while the card is asked', async () => {
    const open: unknown[] = [];
    gateway.script = async (order) => {
      const { rows } = await harness.database.admin.query(
        `select state, query from pg_stat_activity
          where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
            and xact_start is not null`,
      );
      open.push(...rows);
      return grant(order);
    };
    const asked = gateway.authorised.length;
    await placed(harness);
    expect(gateway.authorised.length - asked).toBe(1);
    expect(open).toEqual([]);
  });

  it('brings SKUs into their canonical form', async () => {
    const order = await placed(harness, { lines: [{ sku: `0${MILK}`, quantity: 1 }] });
    expect(order.lines[0]?.sku).toBe(MILK);
  });

  it('answers 402 when the card is declined, and gives stock and slot back', async () => {
    gateway.script = () => ({ kind: 'declined', code: 'insufficient_funds', intent: null });
    const body = await orderBody(harness.database);
    const response = await place(harness, body);
    const problem = response.json<{ orderId: string }>();
    expect(response.statusCode).toBe(402);
    expect(response.headers['content-type']).toMatch('application/problem+json');
    expect(problem).toMatchObject({
      type: 'https://grocer.example/problems/payment-declined',
      status: 402,
      declineCode: 'insufficient_funds',
    });
    expect(await theOrder(harness.database.admin, problem.orderId)).toMatchObject({ status: 'rejected' });
    expect(await readShelf(harness.database.admin, TEA)).toMatchObject({ reserved: 0 });
    expect(await readBooked(harness.database.admin, body.slotId)).toBe(0);
  });

  it("answers 202 while the payment's outcome is unknown, and keeps the reservation", async () => {
    gateway.script = () => ({ kind: 'unknown', reason: 'timeout' });
    const response = await place(harness, await orderBody(harness.database));
    const order = response.json<Order>();
    expect(response.statusCode).toBe(202);
    expect(response.headers.location).toBe(`/checkout/v1/orders/${order.id}`);
    expect(order).toMatchObject({ status: 'pending-payment', payment: { status: 'unknown' } });
    expect(await readShelf(harness.database.admin, TEA)).toMatchObject({ reserved: 2 });
  });

  it('confirms the order although the queue is down; recover sends the release', async () => {
    const app = harness.buildAnother({ queues: { send: () => Promise.reject(new Error('queue down')) } });
    const response = await place(harness, await orderBody(harness.database), { app });
    expect(response.statusCode).toBe(201);
    expect(await theOrder(harness.database.admin, response.json<Order>().id)).toMatchObject({ status: 'confirmed' });
  });

  it('answers 503 when the catalogue does not answer', async () => {
    const { createCatalogue } = await import('../src/clients/catalogue.ts');
    const catalogue = createCatalogue({ url: 'http://127.0.0.1:1', timeoutMs: 500, guard: unguarded });
    const app = harness.buildAnother({ catalogue });
    const body = await orderBody(harness.database);
    const before = await countRows(harness.database);
    const response = await place(harness, body, { app });
    expect(response.statusCode).toBe(503);
    expect(response.json()).toMatchObject({ type: 'https://grocer.example/problems/dependency-unavailable' });
    expect(response.headers['retry-after']).toBeDefined();
    expect(await countRows(harness.database)).toBe(before);
  });
});

describe('a refusal', () => {
  /** What is answered; and nothing is written: no row, a key's included, and no charge. */
  const refusal = async (body: unknown) => {
    const before = { rows: await countRows(harness.database), charges: gateway.authorised.length };
    const response = await place(harness, body);
    expect({ rows: await countRows(harness.database), charges: gateway.authorised.length }).toEqual(before);
    const problem = response.json<{ type: string }>();
    return { ...problem, type: problem.type.split('/').at(-1), status: response.statusCode };
  };

  it('names the products that are unknown or not yet priced', async () => {
    const lines = [TEA, UNPRICED, '4006381333931'].map((sku) => ({ sku, quantity: 1 }));
    expect(await refusal(await orderBody(harness.database, { lines }))).toMatchObject({
      type: 'product-unknown',
      status: 422,
      skus: [UNPRICED, '4006381333931'],
    });
  });

  it('tells the total when it is not the expected one', async () => {
    const expectedTotal = { amountMinor: 898, currency: 'GBP' as const };
    expect(await refusal(await orderBody(harness.database, { expectedTotal }))).toMatchObject({
      type: 'price-changed',
      status: 409,
      total: { amountMinor: 899, currency: 'GBP' },
    });
  });

  it.each([
    ['of another zone', { postcodeArea: 'N' }],
    ['of the past', { startsInHours: -5 }],
  ])('says that a slot %s cannot be booked', async (_, slot) => {
    const slotId = await openTestSlot(harness.database.admin, slot);
    expect(await refusal(await orderBody(harness.database, { slotId }))).toMatchObject({
      type: 'slot-unknown',
      status: 409,
    });
  });

  it('says so of a slot that does not exist, and of a postcode that nobody serves', async () => {
    const slotId = crypto.randomUUID();
    expect(await refusal(await orderBody(harness.database, { slotId }))).toMatchObject({ type: 'slot-unknown' });
    const deliveryAddress = { line1: '1 High Street', city: 'Edinburgh', postcode: 'EH1 1AA' };
    expect(await refusal(await orderBody(harness.database, { deliveryAddress }))).toMatchObject({
      type: 'slot-unknown',
    });
  });

  it('says that a slot is full', async () => {
    const slotId = await openTestSlot(harness.database.admin, { capacity: 1 });
    await placed(harness, { slotId });
    expect(await refusal(await orderBody(harness.database, { slotId }))).toMatchObject({
      type: 'slot-full',
      status: 409,
    });
  });

  it('names the lines that are short, with what there is of them', async () => {
    const lines = [
      { sku: TEA, quantity: 3 },
      { sku: MILK, quantity: 1 },
    ];
    const body = await orderBody(harness.database, { lines });
    await stockShelf(harness.database.admin, { [TEA]: 2, [MILK]: 5 });
    expect(await refusal(body)).toMatchObject({
      type: 'out-of-stock',
      status: 409,
      lines: [{ sku: TEA, requested: 3, available: 2 }],
    });
    expect(await readBooked(harness.database.admin, body.slotId)).toBe(0);
    expect(await readShelf(harness.database.admin, MILK)).toEqual({ onHand: 5, reserved: 0 });
  });

  it('comes in the order of the contract when there are several', async () => {
    const full = await openTestSlot(harness.database.admin, { capacity: 1 });
    await placed(harness, { slotId: full });
    const expectedTotal = { amountMinor: 1, currency: 'GBP' as const };
    const unknown = [{ sku: UNPRICED, quantity: 1 }];
    const past = await openTestSlot(harness.database.admin, { startsInHours: -5 });
    const kinds = [];
    for (const changes of [
      { lines: unknown, expectedTotal, slotId: past },
      { expectedTotal, slotId: past },
      { slotId: full, lines: [{ sku: TEA, quantity: 99 }] },
    ]) {
      const body = await orderBody(harness.database, changes);
      await stockShelf(harness.database.admin, { [TEA]: 0 });
      kinds.push((await refusal(body)).type);
    }
    expect(kinds).toEqual(['product-unknown', 'price-changed', 'slot-full']);
  });

  it.each([
    ['£0.28', 14],
    ['£1,000,000.00', 50_000_000],
  ])('comes for a total of %s, which no card can be charged with', async (_, unitPriceMinor) => {
    harness.quotes.set(MILK, { name: 'Milk', unitPriceMinor });
    const slotId = await openTestSlot(harness.database.admin, { feeMinor: 0 });
    const lines = [{ sku: MILK, quantity: 2 }];
    expect(await refusal(await orderBody(harness.database, { slotId, lines }))).toMatchObject({
      type: 'validation-failed',
      status: 400,
      errors: [{ pointer: '#/lines' }],
    });
  });

  it('does not come for the smallest total that a card can be charged with', async () => {
    harness.quotes.set(MILK, { name: 'Milk', unitPriceMinor: 15 });
    const slotId = await openTestSlot(harness.database.admin, { feeMinor: 0 });
    expect((await placed(harness, { slotId, lines: [{ sku: MILK, quantity: 2 }] })).total.amountMinor).toBe(30);
  });
});
