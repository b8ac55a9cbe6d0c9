export interface Wanted {
  readonly sku: string;
  readonly quantity: number;
}

export interface Shortage {
  readonly sku: string;
  readonly requested: number;
  readonly available: number;
}

/** What can still be promised of a shelf. On hand may be negative, and less than is reserved, for a while. */
export function availableOf(shelf: { readonly onHand: number; readonly reserved: number }): number {
  return Math.max(0, shelf.onHand - shelf.reserved);
}

/** The lines that could not be reserved, in the order asked, beside what there is of them. */
export function shortagesOf(
  wanted: readonly Wanted[],
  reserved: ReadonlySet<string>,
  available: ReadonlyMap<string, number>,
): Shortage[] {
  return wanted
    .filter(({ sku }) => !reserved.has(sku))
    .map(({ sku, quantity }) => ({ sku, requested: quantity, available: available.get(sku) ?? 0 }));
}
