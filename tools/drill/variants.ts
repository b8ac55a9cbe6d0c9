/** A way to let the re-pricing at the database. */
export interface Variant {
  readonly name: string;
  /** Shards at work at once. */
  readonly maxConcurrency: number;
  readonly isProxied: boolean;
}

/** The cap that the estate's own figures set. */
export const CAP = 4;

/** The incident, and the two preventions of it; `shards` at once is no cap at all. */
export function variantsOf(shards: number, hasProxy: boolean): Variant[] {
  return [
    { name: 'no cap', maxConcurrency: shards, isProxied: false },
    { name: `cap of ${CAP}`, maxConcurrency: CAP, isProxied: false },
    ...(hasProxy ? [{ name: 'no cap, pgbouncer', maxConcurrency: shards, isProxied: true }] : []),
  ];
}
