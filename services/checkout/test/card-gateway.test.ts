import type { Order } from '@grocer/contracts/checkout';
import { startTestGateway, type TestGateway } from '@grocer/test-support/gateway';
import { readShelf } from '@grocer/test-support/orders';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, type Harness, orderBody, place, placed, startHarness, TEA } from './harness.ts';

let harness: Harness;
let standIn: TestGateway;
beforeAll(async () => {
  standIn = await startTestGateway();
  harness = await startHarness({ gateway: standIn.gateway });
});
afterAll(async () => {
  await harness.stop();
  await standIn.stop();
});

const placeWith = async (paymentMethod: string) => place(harness, await orderBody(harness.database, { paymentMethod }));

describe('the card gateway', () => {
  it('holds the total of a confirmed order, once', async () => {
    const order = await placed(harness);
    expect(order.payment).toMatchObject({ status: 'authorised', amountAuthorised: order.total });
    expect(await standIn.movements(order.id)).toEqual(['authorised']);
  });

  it('holds the total once for a hundred requests with one key at two instances', async () => {
    const body = await orderBody(harness.database);
    const before = (await standIn.ledger()).length;
    const other = harness.buildAnother({ database: harness.database.another('checkout', 10) });
    const responses = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        place(harness, body, { key: 'a-hundred', app: index % 2 ? other : harness.app }),
      ),
    );
    expect(new Set(responses.map(({ statusCode }) => statusCode)).difference(new Set([201, 409]))).toEqual(new Set());
    expect((await standIn.ledger()).slice(before).map(({ kind }) => kind)).toEqual(['authorised']);
  });

  it('lets the hold of a cancelled order go', async () => {
    const { id } = await placed(harness);
    const response = await call(harness, 'POST', `/checkout/v1/orders/${id}/cancel`);
    expect(response.json()).toMatchObject({ status: 'cancelled', payment: { status: 'voided' } });
    expect(await standIn.movements(id)).toEqual(['authorised', 'released']);
  });

  it.each([
    ['pm_card_chargeDeclined', 'generic_decline'],
    ['pm_card_chargeDeclinedInsufficientFunds', 'insufficient_funds'],
    ['pm_card_chargeDeclinedExpiredCard', 'expired_card'],
    ['pm_card_nobodyIssued', 'resource_missing'],
  ])('rejects the order of %s', async (paymentMethod, declineCode) => {
    const response = await placeWith(paymentMethod);
    expect(response.statusCode).toBe(402);
    expect(response.json()).toMatchObject({ declineCode });
    expect(await readShelf(harness.database.admin, TEA)).toMatchObject({ reserved: 0 });
  });

  it.each([
    ['is slow', 'pm_card_slow', ['authorised']],
    ['breaks before the charge', 'pm_card_resetBeforeCharge', []],
    ['breaks after the charge', 'pm_card_resetAfterCharge', ['authorised']],
    ['fails', 'pm_card_error500', []],
    ['is busy', 'pm_card_rateLimited', []],
  ])('leaves the order pending when it %s', async (_, paymentMethod, movements) => {
    const response = await placeWith(paymentMethod);
    const order = response.json<Order>();
    expect(response.statusCode).toBe(202);
    expect(response.headers.location).toBe(`/checkout/v1/orders/${order.id}`);
    expect(await readShelf(harness.database.admin, TEA)).toMatchObject({ reserved: 2 });
    expect(order).toMatchObject({ status: 'pending-payment', payment: { status: 'unknown' } });
    expect(await standIn.movements(order.id)).toEqual(movements);
  });
});
