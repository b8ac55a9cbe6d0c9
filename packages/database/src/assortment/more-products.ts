import { type DemoProduct, demoSku, generateAssortment, generateGoods, productOf } from './assortment.ts';
import { inventBrand } from './invented-brands.ts';

/**
 * As many products as are asked for: the demo shop's, then the same goods from makers without end, invented by `seed`. They come one
 * by one, so that half a million need no memory.
 */
export function* generateProducts({ count, seed }: { count: number; seed: number }): Generator<DemoProduct> {
  const assortment = generateAssortment();
  yield* assortment.slice(0, count);
  const nextSku = createSkus(new Set(assortment.map(({ sku }) => sku)));
  const ranges = [...Map.groupBy(generateGoods(), ({ range }) => range).values()];
  for (let left = count - assortment.length, number = 0; left > 0; number += 1) {
    const brand = inventBrand(number, seed);
    for (const goods of ranges[number % ranges.length]?.slice(0, left) ?? []) {
      left -= 1;
      yield { ...productOf(goods, brand), sku: nextSku() };
    }
  }
}

/** Neighbours are far apart, and none meets another before all hundred thousand million have been used. */
const STEP = 61_803_398_873n;

function createSkus(taken: ReadonlySet<string>): () => string {
  let number = 0n;
  return () => {
    for (;;) {
      number = (number + STEP) % 100_000_000_000n;
      const sku = demoSku(Number(number));
      if (!taken.has(sku)) return sku;
    }
  };
}
