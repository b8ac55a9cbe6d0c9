import { ceilDivide, floorDivide } from './integer.ts';

/** Between which amounts a price may lie, both included. */
export interface Bounds {
  readonly lowMinor: number;
  readonly highMinor: number;
}

const MAX_NIGHTLY_PERCENT = 20;

/** A night moves a price by 20 % of the last scheduled run's at most; a first price may be any. */
export function nightlyBounds(referenceMinor: number | null): Bounds {
  if (referenceMinor === null) return { lowMinor: 1, highMinor: Number.MAX_SAFE_INTEGER };
  return {
    lowMinor: Math.max(1, ceilDivide(referenceMinor * (100 - MAX_NIGHTLY_PERCENT), 100)),
    highMinor: floorDivide(referenceMinor * (100 + MAX_NIGHTLY_PERCENT), 100),
  };
}

/** The night's bounds within floor and ceiling: the ceiling gives way to the night's lower bound, and both ends to the floor. */
export function withinLimits(
  { lowMinor, highMinor }: Bounds,
  { floorMinor, ceilingMinor }: { readonly floorMinor: number; readonly ceilingMinor: number },
): Bounds {
  const low = Math.max(lowMinor, floorMinor);
  return { lowMinor: low, highMinor: Math.max(low, Math.min(highMinor, ceilingMinor)) };
}

/** The amount, or the bound that it exceeds. */
export function clamp(amountMinor: number, { lowMinor, highMinor }: Bounds): number {
  return Math.min(highMinor, Math.max(lowMinor, amountMinor));
}
