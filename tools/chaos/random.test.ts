import { expect, it } from 'vitest';
import { createRandom } from './random.ts';

it('repeats itself by its seed, and only by its seed', () => {
  const draw = (seed: number) => {
    const random = createRandom(seed);
    return Array.from({ length: 20 }, () => random.below(1000));
  };
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
});

it('reaches every item, evenly enough', () => {
  const random = createRandom(7);
  const counts = new Map<string, number>();
  for (let draws = 0; draws < 3000; draws += 1) {
    const item = random.pick(['a', 'b', 'c']);
    counts.set(item, (counts.get(item) ?? 0) + 1);
  }
  for (const count of counts.values()) expect(count).toBeGreaterThan(900);
});
