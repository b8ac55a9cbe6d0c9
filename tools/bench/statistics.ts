/** The middle, the least and the greatest of some figures. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Sums up at least one figure. */
export function spreadOf(figures: readonly number[]): Spread {
  const sorted = figures.toSorted((a, b) => a - b);
  const at = (place: number) => sorted[place] ?? Number.NaN;
  const middle = (sorted.length - 1) / 2;
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    min: at(0),
    max: at(sorted.length - 1),
  };
}

/** Round by round, one series divided by another. */
export function ratiosOf(figures: readonly number[], limits: readonly number[]): number[] {
  return figures.map((figure, round) => figure / (limits[round] ?? Number.NaN));
}

/** The mean of each so many figures, one block after the other. */
export function blockMeans(figures: readonly number[], size: number): number[] {
  const blocks = Array.from({ length: Math.ceil(figures.length / size) }, (_, block) =>
    figures.slice(block * size, (block + 1) * size),
  );
  return blocks.map((block) => block.reduce((sum, figure) => sum + figure, 0) / block.length);
}
