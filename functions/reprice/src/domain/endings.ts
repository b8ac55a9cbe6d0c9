import type { Bounds } from './bounds.ts';
import { floorDivide } from './integer.ts';

/** Up to here prices end in 0 or 5 pence, from the next amount on in 49 or 99. */
const LAST_SMALL = 995;
const FIRST_LARGE = 999;
const SMALL_STEP = 5;
const LARGE_STEP = 50;

/** The nearest amount that ends as our prices do and lies within the bounds, of two the lower; the amount itself where there is none. */
export function withEnding(amountMinor: number, { lowMinor, highMinor }: Bounds): number {
  const below = endingAtOrBelow(amountMinor);
  const candidates = [below, endingAfter(below)].filter((one) => one >= lowMinor && one <= highMinor);
  const distance = (one: number) => Math.abs(one - amountMinor);
  return candidates.sort((one, other) => distance(one) - distance(other) || one - other)[0] ?? amountMinor;
}

function endingAtOrBelow(amountMinor: number): number {
  if (amountMinor < FIRST_LARGE) return Math.min(LAST_SMALL, floorDivide(amountMinor, SMALL_STEP) * SMALL_STEP);
  return floorDivide(amountMinor - FIRST_LARGE, LARGE_STEP) * LARGE_STEP + FIRST_LARGE;
}

function endingAfter(endingMinor: number): number {
  if (endingMinor === LAST_SMALL) return FIRST_LARGE;
  return endingMinor + (endingMinor < FIRST_LARGE ? SMALL_STEP : LARGE_STEP);
}
