import type { Product } from '@grocer/contracts/catalogue';

/** The contract's limits on an order. */
export const MAX_LINES = 100;
export const MAX_QUANTITY = 99;

export interface BasketLine {
  readonly sku: string;
  readonly quantity: number;
}

export type Basket = readonly BasketLine[];

/** A line with its product: without one when the catalogue no longer knows the SKU. */
export interface PricedLine extends BasketLine {
  readonly product: Product | undefined;
}

export function quantityOf(basket: Basket, sku: string): number {
  return basket.find((line) => line.sku === sku)?.quantity ?? 0;
}

export function countItems(basket: Basket): number {
  return basket.reduce((count, line) => count + line.quantity, 0);
}

/** Sets a line's quantity: zero takes the line out, more than an order may hold is cut to that. */
export function withQuantity(basket: Basket, sku: string, wanted: number): Basket {
  const quantity = Math.min(Math.max(Math.trunc(wanted), 0), MAX_QUANTITY);
  if (quantity === 0) return basket.filter((line) => line.sku !== sku);
  if (quantityOf(basket, sku) > 0) return basket.map((line) => (line.sku === sku ? { sku, quantity } : line));
  return isFull(basket) ? basket : [...basket, { sku, quantity }];
}

export function isFull(basket: Basket): boolean {
  return basket.length >= MAX_LINES;
}

export function priceLines(basket: Basket, products: ReadonlyMap<string, Product>): PricedLine[] {
  return basket.map((line) => ({ ...line, product: products.get(line.sku) }));
}

/** Pence; a line without a price adds nothing. */
export function lineTotal({ product, quantity }: PricedLine): number {
  return (product?.price?.amountMinor ?? 0) * quantity;
}

export function sayItems(count: number): string {
  return count === 1 ? '1 item' : `${count} items`;
}

export function goodsTotal(lines: readonly PricedLine[]): number {
  return lines.reduce((total, line) => total + lineTotal(line), 0);
}

/** Whether checkout would take the line: the product is known and priced. */
export function isOrderable({ product }: PricedLine): boolean {
  return product !== undefined && product.price !== null;
}

/** Reads a basket from storage, where an older version or another hand may have left anything. */
export function parseBasket(text: string | null): Basket {
  const stored = parseJson(text);
  if (!Array.isArray(stored)) return [];
  return stored
    .filter(isBasketLine)
    .reduce<Basket>((basket, { sku, quantity }) => withQuantity(basket, sku, quantity), []);
}

function parseJson(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}

function isBasketLine(value: unknown): value is BasketLine {
  if (typeof value !== 'object' || value === null) return false;
  if (!('sku' in value) || !('quantity' in value)) return false;
  return typeof value.sku === 'string' && Number.isInteger(value.quantity);
}
