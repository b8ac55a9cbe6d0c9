import type { Availability } from '@grocer/contracts/catalogue';
import type { StockWords } from '../store/read-products.ts';

/** What is on the shelf, by word. */
export interface Stock {
  wordOf(sku: string): Availability;
  /** Takes new words; returns the SKUs whose word is another one now. */
  take(words: StockWords): string[];
}

/** Creates the stock of an empty shelf. */
export function createStock(): Stock {
  let texts: StockWords = { low: '', inStock: '' };
  let words = new Map<string, Availability>();
  const wordOf = (sku: string) => words.get(sku) ?? 'out';

  return {
    wordOf,
    take(next) {
      if (next.low === texts.low && next.inStock === texts.inStock) return [];
      const before = words;
      texts = next;
      words = new Map([...named(next.inStock, 'in-stock'), ...named(next.low, 'low')]);
      const gone = [...before.keys()].filter((sku) => !words.has(sku));
      return [...words.keys()].filter((sku) => words.get(sku) !== before.get(sku)).concat(gone);
    },
  };
}

function named(skus: string, word: Availability): [string, Availability][] {
  return skus === '' ? [] : skus.split(',').map((sku) => [sku, word]);
}
