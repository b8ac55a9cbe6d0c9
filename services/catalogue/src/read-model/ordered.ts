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

/** A sorted list without those that leave it, and with those that arrive where they belong. It is read once from end to end. */
export function reorder(
  list: readonly Entry[],
  { leaving, arriving }: { leaving: ReadonlySet<Entry>; arriving: ReadonlySet<Entry> },
  order: Order,
): Entry[] {
  const sorted = [...arriving].sort(order);
  const merged: Entry[] = [];
  let next = 0;
  for (const entry of list) {
    if (leaving.has(entry)) continue;
    for (let one = sorted[next]; one && order(one, entry) < 0; one = sorted[next]) {
      merged.push(one);
      next += 1;
    }
    merged.push(entry);
  }
  return merged.concat(sorted.slice(next));
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
