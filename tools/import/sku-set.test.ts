import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createSkuSet } from './sku-set.ts';

it('knows what it has seen as a set of texts does, however many there are', () => {
  const skus = fc.array(fc.integer({ min: 1, max: 99_999_999_999_999 }).map(String), { maxLength: 2000 });
  fc.assert(
    fc.property(skus, (some) => {
      const [seen, known] = [createSkuSet(), new Set<string>()];
      for (const sku of [...some, ...some]) {
        expect(seen.add(sku)).toBe(!known.has(sku));
        known.add(sku);
      }
    }),
    { numRuns: 20 },
  );
  const many = createSkuSet();
  const numbers = Array.from({ length: 100_000 }, (_, index) => String(2_000_000_000_000 + index * 10));
  expect(numbers.every((sku) => many.add(sku))).toBe(true);
  expect(numbers.some((sku) => many.add(sku))).toBe(false);
});
