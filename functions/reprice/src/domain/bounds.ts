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
    lowMinor: Math.max(1, Math.ceil((referenceMinor * (100 - MAX_NIGHTLY_PERCENT)) / 100)),
    highMinor: Math.floor((referenceMinor * (100 + MAX_NIGHTLY_PERCENT)) / 100),
  };
}

/** The same bounds, but never below a floor, which wins over the upper bound as well. */
export function raiseTo(floorMinor: number, { lowMinor, highMinor }: Bounds): Bounds {
  return { lowMinor: Math.max(lowMinor, floorMinor), highMinor: Math.max(highMinor, floorMinor) };
}

/** The amount, or the bound that it exceeds. */
export function clamp(amountMinor: number, { lowMinor, highMinor }: Bounds): number {
  return Math.min(highMinor, Math.max(lowMinor, amountMinor));
}
