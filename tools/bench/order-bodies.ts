import type { ProductList } from '@grocer/contracts/catalogue';
import type { SlotList } from '@grocer/contracts/checkout';
import type { Endpoints } from '@grocer/local/estate';
import { askJson } from '../ask.ts';
import { ToolFault } from '../run-tool.ts';

const postcodes = ['E1 6AN', 'EC1A 1BB', 'N1 9GU', 'NW1 6XE', 'SE1 9SG', 'SW1A 1AA', 'W1A 0AX', 'WC2N 5DU'];

/** What orders can be made of: products on the shelf, and slots with an address of their zone. */
export interface Choice {
  readonly skus: readonly string[];
  readonly slots: readonly { readonly slotId: string; readonly postcode: string }[];
}

/** Asks the estate for a hundred products and for every slot on offer. */
export async function readChoice({ edge }: Endpoints, checkout: string, token: string): Promise<Choice> {
  const { items } = await askJson<ProductList>(`${edge}/catalogue/v1/products?availability=in-stock&limit=100`);
  const slots = await Promise.all(
    postcodes.map(async (postcode) => {
      const query = new URLSearchParams({ postcode });
      const offer = await askJson<SlotList>(`${checkout}/checkout/v1/slots?${query}`, { token });
      return offer.items.map(({ id }) => ({ slotId: id, postcode }));
    }),
  );
  return { skus: items.map(({ sku }) => sku), slots: slots.flat() };
}

/** Bodies of one line each, for any of the products and any of the slots: as seldom the same at once as with pgbench. */
export function anyOrder({ skus, slots }: Choice): () => string {
  return () => {
    const { slotId, postcode } = oneOf(slots);
    const deliveryAddress = { line1: '1 Bench Street', city: 'London', postcode };
    const lines = [{ sku: oneOf(skus), quantity: 1 }];
    return JSON.stringify({ lines, slotId, deliveryAddress, paymentMethod: 'pm_card_visa' });
  };
}

function oneOf<T>(all: readonly T[]): T {
  const one = all[Math.floor(Math.random() * all.length)];
  if (one === undefined) throw new ToolFault('The estate has nothing to order, or no slot for it.');
  return one;
}
