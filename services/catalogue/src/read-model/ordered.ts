import type { Entry } from './entry.ts';

/** Less than zero when `a` comes before `b`; never zero for two entries. */
export type Order = (a: Entry, b: Entry) => number;

const collator = new Intl.Collator('en');

/** Compares names as people order them, in which case and accents come last. */
export const compareNames = collator.compare;

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Orders by name, then by SKU. */
export const byName: Order = (a, b) => compareNames(a.record.name, b.record.name) || compareText(a.sku, b.sku);

/** Orders by price, then by SKU; what has no price comes last. */
export const byPrice: Order = (a, b) => priceKey(a) - priceKey(b) || compareText(a.sku, b.sku);

/** The price to order by. */
export function priceKey({ price }: Entry): number {
  return price ? price.amountMinor : UNPRICED;
}

/** More than any price that the database takes. */
export const UNPRICED = 2_147_483_648;

/**
 * A sorted list of which some entries have moved (`isMoving`): those are taken out, and put in again where they belong by now.
 * It is read once from end to end, whatever the number that moved.
 */
export function reorder(list: readonly Entry[], moved: readonly Entry[], order: Order): Entry[] {
  const arriving = moved.toSorted(order);
  const merged: Entry[] = [];
  let next = 0;
  for (const entry of list) {
    if (entry.isMoving) continue;
    for (let one = arriving[next]; one && order(one, entry) < 0; one = arriving[next]) {
      merged.push(one);
      next += 1;
    }
    merged.push(entry);
  }
  return merged.concat(arriving.slice(next));
}

/** The place of the first item that `isAfter`, in a list in which all behind it are too. */
export function placeAfter<Item>(list: readonly Item[], isAfter: (item: Item) => boolean): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = list[middle];
    if (item === undefined || isAfter(item)) high = middle;
    else low = middle + 1;
  }
  return low;
}
