import { canonicalSku } from '@grocer/contracts/gtin';
import type { BadValue } from '@grocer/contracts/problems';

/** A line as ordered; the SKU in its canonical form. */
export interface BasketLine {
  readonly sku: string;
  readonly quantity: number;
}

/** Brings the SKUs into their canonical form and says what a schema cannot: a wrong check digit, a SKU in two lines. */
export function readBasket(lines: readonly BasketLine[]): { lines: BasketLine[]; errors: BadValue[] } {
  const errors: BadValue[] = [];
  const seen = new Set<string>();
  const read = lines.map(({ sku, quantity }, index) => {
    const canonical = canonicalSku(sku);
    const pointer = `#/lines/${index}/sku`;
    if (!canonical) errors.push({ pointer, detail: 'is no GTIN: its check digit is wrong' });
    else if (seen.has(canonical)) errors.push({ pointer, detail: 'is in the order already' });
    seen.add(canonical ?? sku);
    return { sku: canonical ?? sku, quantity };
  });
  return { lines: read, errors };
}
