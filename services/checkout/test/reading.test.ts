import type { OrderList, SlotList } from '@grocer/contracts/checkout';
import { openTestSlot } from '@grocer/test-support/orders';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, type Harness, orderBody, place, placed, startHarness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.stop());

describe('reading orders', () => {
  it('shows an order to its customer, and to an operator', async () => {
    const { id } = await placed(harness);
    const url = `/checkout/v1/orders/${id}`;
    const own = await call(harness, 'GET', url);
    const operators = await call(harness, 'GET', url, { customer: 'operator', scopes: ['orders:read'] });
    expect(own.json()).toMatchObject({ id, status: 'released' });
    expect(operators.body).toBe(own.body);
  });

  it('pages through the orders of the customer, newest first', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      const response = await place(harness, await orderBody(harness.database), { customer: 'customer-3' });
      ids.unshift(response.json<{ id: string }>().id);
    }
    const found: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const url = `/checkout/v1/orders?limit=2${cursor && `&cursor=${cursor}`}`;
      const page: OrderList = (await call(harness, 'GET', url, { customer: 'customer-3' })).json();
      found.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(found).toEqual(ids);
  });

  it("refuses another customer's cursor", async () => {
    for (let count = 0; count < 2; count += 1) await placed(harness);
    const page: OrderList = (await call(harness, 'GET', '/checkout/v1/orders?limit=1')).json();
    const url = `/checkout/v1/orders?cursor=${page.nextCursor}`;
    expect((await call(harness, 'GET', url, { customer: 'customer-4' })).statusCode).toBe(400);
  });

  it('answers an empty list to a customer without orders', async () => {
    const response = await call(harness, 'GET', '/checkout/v1/orders', { customer: 'customer-5' });
    expect(response.json()).toEqual({ items: [], nextCursor: null });
  });
});

describe('reading slots', () => {
  const slots = async (query: string) =>
    (await call(harness, 'GET', `/checkout/v1/slots?${query}`)).json<SlotList>().items;

  it('lists the slots of the zone that start within six days, with the places left', async () => {
    const soon = await openTestSlot(harness.database.admin, { postcodeArea: 'WC', startsInHours: 3, capacity: 7 });
    await openTestSlot(harness.database.admin, { postcodeArea: 'WC', startsInHours: -3 });
    await openTestSlot(harness.database.admin, { postcodeArea: 'WC', startsInHours: 6 * 24 + 1 });
    await openTestSlot(harness.database.admin, { postcodeArea: 'W', startsInHours: 3 });
    const deliveryAddress = { line1: '1 Test Street', city: 'London', postcode: 'wc2n 5du' };
    await placed(harness, { slotId: soon, deliveryAddress });
    const found = await slots('postcode=WC2N5DU');
    expect(found.map(({ id, capacityLeft, fee }) => ({ id, capacityLeft, fee }))).toEqual([
      { id: soon, capacityLeft: 6, fee: { amountMinor: 399, currency: 'GBP' } },
    ]);
  });

  it('begins at `from`', async () => {
    await openTestSlot(harness.database.admin, { postcodeArea: 'NW', startsInHours: 10 });
    const later = await openTestSlot(harness.database.admin, { postcodeArea: 'NW', startsInHours: 40 });
    const from = new Date(Date.now() + 30 * 3_600_000).toISOString();
    expect((await slots(`postcode=NW1+6XE&from=${from}`)).map(({ id }) => id)).toEqual([later]);
  });

  it('has none for a postcode that nobody serves', async () => {
    expect(await slots('postcode=EH1+1AA')).toEqual([]);
  });
});
