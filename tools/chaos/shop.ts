import type { ProductList } from '@grocer/contracts/catalogue';
import type { PlaceOrder, SlotList } from '@grocer/contracts/checkout';
import { askJson } from '../ask.ts';
import type { Endpoints } from '../endpoints.ts';
import type { Random } from './random.ts';

const postcodes = ['E1 6AN', 'EC1A 1BB', 'N1 9GU', 'NW1 6XE', 'SE1 9SG', 'SW1A 1AA', 'W1A 0AX', 'WC2N 5DU'];

/** What there is to order, and when it may come. */
export interface Shop {
  readonly skus: readonly string[];
  readonly slots: readonly { readonly slotId: string; readonly postcode: string }[];
}

/** Reads up to a hundred products in stock, and the slots of every postcode area. */
export async function readShop({ edge }: Endpoints, token: string): Promise<Shop> {
  const { items } = await askJson<ProductList>(`${edge}/catalogue/v1/products?availability=in-stock&limit=100`);
  const places = await Promise.all(
    postcodes.map(async (postcode) => {
      const list = await askJson<SlotList>(`${edge}/checkout/v1/slots?${new URLSearchParams({ postcode })}`, { token });
      return list.items.map(({ id }) => ({ slotId: id, postcode }));
    }),
  );
  return { skus: items.map(({ sku }) => sku), slots: places.flat() };
}

/** A basket of a few products, to a slot, paid by `card`. */
export function draftOrder({ skus, slots }: Shop, random: Random, card: string): PlaceOrder {
  const { slotId, postcode } = random.pick(slots);
  const basket = new Set(Array.from({ length: 1 + random.below(4) }, () => random.pick(skus)));
  return {
    lines: Array.from(basket, (sku) => ({ sku, quantity: 1 + random.below(3) })),
    slotId,
    deliveryAddress: { line1: '1 Market Street', city: 'London', postcode },
    paymentMethod: card,
  };
}
