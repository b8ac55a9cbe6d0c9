import type { Order, PlaceOrder } from '@grocer/contracts/checkout';
import { pence } from '@grocer/contracts/money';
import { useState } from 'preact/hooks';
import { Refused } from '../api/http.ts';
import { placeOrder } from '../workflows/place-order.ts';
import { useShop } from './shop.ts';

export type Placing = { readonly state: 'idle' | 'sending' } | { readonly state: 'refused'; readonly error: unknown };

interface UsePlacing {
  readonly placing: Placing;
  /** In pence: what the shop's prices come to, or what checkout said they do since a price changed. */
  readonly total: number;
  /** Places the order; gives undefined when it was refused, which `placing` then tells. */
  readonly place: (order: Omit<PlaceOrder, 'expectedTotal'>) => Promise<Order | undefined>;
  readonly reset: () => void;
}

/** Placing an order at the total that the customer sees. */
export function usePlacing(shownTotal: number): UsePlacing {
  const { checkout } = useShop();
  const [placing, setPlacing] = useState<Placing>({ state: 'idle' });
  // The catalogue's answers may be cached for a while, so the new total is checkout's word.
  const [corrected, setCorrected] = useState({ from: shownTotal, to: shownTotal });
  const total = corrected.from === shownTotal ? corrected.to : shownTotal;

  const place: UsePlacing['place'] = async (order) => {
    setPlacing({ state: 'sending' });
    try {
      const body = { ...order, expectedTotal: pence(total) };
      return await placeOrder({ checkout, storage: sessionStorage, newKey, pause }, body);
    } catch (error) {
      if (error instanceof Refused && error.code === 'price-changed' && error.problem.total) {
        setCorrected({ from: shownTotal, to: error.problem.total.amountMinor });
      }
      setPlacing({ state: 'refused', error });
      return undefined;
    }
  };
  return { placing, total, place, reset: () => setPlacing({ state: 'idle' }) };
}

function newKey(): string {
  return crypto.randomUUID();
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
