import type { ProductList } from '@grocer/contracts/catalogue';
import type { PlaceOrder } from '@grocer/contracts/checkout';
import { askJson } from './ask.ts';
import { ToolFault } from './run-tool.ts';

type Lines = PlaceOrder['lines'];

/** The lines that were asked for, or a few products of the shop's choice. */
export function pickBasket(
  edge: string,
  skus: readonly string[],
  quantities: readonly string[],
): Promise<Lines> | Lines {
  return skus.length === 0 && quantities.length === 0 ? pickAnything(edge) : linesOf(skus, quantities);
}

/** Each `--sku` with the `--quantity` in the same place; one of it where there is none. */
export function linesOf(skus: readonly string[], quantities: readonly string[]): Lines {
  if (quantities.length > skus.length) throw new ToolFault('Every --quantity belongs to a --sku of its own.');
  return skus.map((sku, index) => {
    const quantity = Number(quantities[index] ?? 1);
    if (!Number.isInteger(quantity)) throw new ToolFault(`--quantity ${quantities[index]} is no whole number.`);
    return { sku, quantity };
  });
}

async function pickAnything(edge: string): Promise<Lines> {
  const { items } = await askJson<ProductList>(`${edge}/catalogue/v1/products?availability=in-stock&limit=100`);
  if (items.length === 0) throw new ToolFault('The shop has nothing in stock: npm start -- --reset fills its shelves.');
  const picked = new Set(Array.from({ length: 4 }, () => items[Math.floor(Math.random() * items.length)]?.sku ?? ''));
  return Array.from(picked, (sku) => ({ sku, quantity: 1 + Math.floor(Math.random() * 3) }));
}
