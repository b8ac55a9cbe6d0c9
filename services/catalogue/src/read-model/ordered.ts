import { mergeInto, removeFrom } from '../domain/sorted.ts';
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

/** Entries in an order. What moves is put in its place when somebody looks, all at once. */
export interface Ordered {
  /** The entries as they are in order now: good until the next change. */
  entries(): readonly Entry[];
  /** How many wait to be put in their places. */
  moving(): number;
  /** Takes an entry in that was not there, or to where it belongs now. */
  put(entry: Entry, isNew: boolean): void;
}

/** Takes over a list that is in this order. */
export function createOrdered(list: Entry[], order: Order): Ordered {
  const leaving = new Set<Entry>();
  const arriving = new Set<Entry>();

  return {
    entries() {
      if (leaving.size > 0) removeFrom(list, leaving);
      if (arriving.size > 0) mergeInto(list, [...arriving].sort(order), order);
      leaving.clear();
      arriving.clear();
      return list;
    },
    moving: () => arriving.size,
    put(entry, isNew) {
      if (!isNew) leaving.add(entry);
      arriving.add(entry);
    },
  };
}
