import type { ProductList } from '@grocer/contracts/catalogue';
import type { Order, PlaceOrder, SlotList } from '@grocer/contracts/checkout';
import type { TestEstate } from './estate.ts';
import { tokenOf } from './script.ts';

/** A customer at the edge of a running estate, who keeps to the contract and nothing else. */
export interface Customer {
  /** A request with the customer's token; any answer is returned. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** An order that would be taken: the first products in stock, the first slot with room. */
  draftOrder(quantities?: readonly number[]): Promise<PlaceOrder>;
  place(order: PlaceOrder, key?: string, signal?: AbortSignal): Promise<Response>;
  read(orderId: string): Promise<Order>;
}

const postcode = 'E1 6AN';

/** Signs a demo account in and gives what it can do. */
export async function signInCustomer(
  { folder, endpoints }: Pick<TestEstate, 'folder' | 'endpoints'>,
  account: string,
): Promise<Customer> {
  const token = await tokenOf(folder, account);
  const ask = (path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${token}`);
    return fetch(`${endpoints.edge}${path}`, { ...init, headers });
  };
  async function askJson<T>(path: string): Promise<T> {
    const response = await ask(path);
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return response.json();
  }
  return {
    ask,
    async draftOrder(quantities = [2, 1]) {
      const query = `availability=in-stock&limit=${quantities.length}`;
      const { items: products } = await askJson<ProductList>(`/catalogue/v1/products?${query}`);
      const { items: slots } = await askJson<SlotList>(`/checkout/v1/slots?postcode=${encodeURIComponent(postcode)}`);
      const slot = slots.find(({ capacityLeft }) => capacityLeft > 0);
      if (!slot) throw new Error('no slot has room');
      return {
        lines: products.map(({ sku }, index) => ({ sku, quantity: quantities[index] ?? 1 })),
        slotId: slot.id,
        deliveryAddress: { line1: '1 Market Street', city: 'London', postcode },
        paymentMethod: 'pm_card_visa',
      };
    },
    place: (order, key = crypto.randomUUID(), signal) =>
      ask('/checkout/v1/orders', {
        method: 'POST',
        ...(signal && { signal }),
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify(order),
      }),
    read: (orderId) => askJson<Order>(`/checkout/v1/orders/${orderId}`),
  };
}
