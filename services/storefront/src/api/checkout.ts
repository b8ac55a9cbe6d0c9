import type { Order, OrderList, OrderStatusEvent, Slot, SlotList } from '@grocer/contracts/checkout';
import type { Attempt } from '../domain/attempt.ts';
import { SignedOut } from '../identity/kept-tokens.ts';
import type { Session } from '../identity/session.ts';
import { ask, Refused } from './http.ts';
import { followOrder } from './order-events.ts';

const base = '/checkout/v1';

export interface Checkout {
  slots(postcode: string, signal: AbortSignal): Promise<Slot[]>;
  /** The order as it stands: `pending-payment` while the card's answer is awaited. */
  place(attempt: Attempt): Promise<Order>;
  order(id: string, signal?: AbortSignal): Promise<Order>;
  orders(cursor: string | undefined, signal: AbortSignal): Promise<OrderList>;
  cancel(id: string): Promise<Order>;
  /** What happens to an order after the first `seen` entries of its history, until a final status. */
  follow(id: string, seen: number, signal: AbortSignal): AsyncGenerator<OrderStatusEvent>;
}

export function createCheckout(session: Session): Checkout {
  async function askAsCustomer(path: string, { headers, ...init }: RequestInit = {}): Promise<Response> {
    const authorization = `Bearer ${await session.accessToken()}`;
    try {
      return await ask(`${base}${path}`, { ...init, headers: { ...headers, authorization } });
    } catch (error) {
      if (!(error instanceof Refused && error.problem.status === 401)) throw error;
      session.forget();
      throw new SignedOut();
    }
  }
  async function askForJson<T>(path: string, init?: RequestInit): Promise<T> {
    const response = await askAsCustomer(path, init);
    return response.json();
  }
  return {
    async slots(postcode, signal) {
      const { items } = await askForJson<SlotList>(`/slots?postcode=${encodeURIComponent(postcode)}`, { signal });
      return items;
    },
    place({ key, body }) {
      const headers = { 'content-type': 'application/json', 'idempotency-key': key };
      return askForJson('/orders', { method: 'POST', headers, body: JSON.stringify(body) });
    },
    order: (id, signal) => askForJson(`/orders/${id}`, signal ? { signal } : {}),
    orders: (cursor, signal) => askForJson(`/orders?limit=10${cursor ? `&cursor=${cursor}` : ''}`, { signal }),
    cancel: (id) => askForJson(`/orders/${id}/cancel`, { method: 'POST' }),
    follow(id, seen, signal) {
      const connect = (lastEventId: string) =>
        askAsCustomer(`/orders/${id}/events`, { signal, headers: { 'last-event-id': lastEventId } });
      return followOrder({ connect, seen, signal });
    },
  };
}
