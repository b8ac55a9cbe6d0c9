import type { Bounds } from './bounds.ts';

/** From ten pounds on a price ends in 49 or 99 pence, below in 0 or 5. */
const ENDINGS = [
  { fromMinor: 1000, every: 50, less: 1 },
  { fromMinor: 0, every: 5, less: 0 },
];

/** The nearest amount that ends as our prices do and lies within the bounds; the amount itself where there is none. */
export function withEnding(amountMinor: number, { lowMinor, highMinor }: Bounds): number {
  const { every = 1, less = 0 } = ENDINGS.find(({ fromMinor }) => amountMinor >= fromMinor) ?? {};
  const below = Math.floor((amountMinor + less) / every) * every - less;
  const candidates = [below, below + every].filter((one) => one >= lowMinor && one <= highMinor);
  const distance = (one: number) => Math.abs(one - amountMinor);
  return candidates.sort((one, other) => distance(one) - distance(other) || one - other)[0] ?? amountMinor;
}
