/** A way to let the re-pricing at the database. */
export interface Variant {
  readonly name: string;
  /** Shards at work at once. */
  readonly maxConcurrency: number;
  readonly isProxied: boolean;
}

/** The cap that the estate's own figures set. */
export const CAP = 4;
export const WITH_CAP = `cap of ${CAP}`;
export const NO_CAP = 'no cap';

/** The incident, and the two preventions of it; `shards` at once is no cap at all. */
export function variantsOf(shards: number, hasProxy: boolean): Variant[] {
  return [
    { name: NO_CAP, maxConcurrency: shards, isProxied: false },
    { name: WITH_CAP, maxConcurrency: CAP, isProxied: false },
    ...(hasProxy ? [{ name: 'no cap, pgbouncer', maxConcurrency: shards, isProxied: true }] : []),
  ];
}

/** Whether the cap alone keeps the re-pricing from taking every connection. */
export function isCapped({ name }: Variant): boolean {
  return name === WITH_CAP;
}
