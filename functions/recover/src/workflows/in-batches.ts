import type { Recovery } from '../recovery.ts';

/** A claim on work: what is due now is left to this run until `until`. */
export interface Claim {
  readonly now: Date;
  readonly until: Date;
  readonly limit: number;
}

const BATCH_SIZE = 8;
/** A run is due every minute and a function may take as long: past this, the rest is the next run's. */
const RUN_LIMIT_MS = 30_000;

/**
 * Claims work and does it, batch by batch, until there is no more, none of a batch can be done, or the run has lasted long enough.
 * Returns how much was done; throws, at the end, if something failed.
 */
export async function inBatches<Item>(
  { clock, claimMs }: Recovery,
  claim: (claim: Claim) => Promise<readonly Item[]>,
  work: (item: Item) => Promise<boolean>,
): Promise<number> {
  const startedAt = clock().getTime();
  const faults: unknown[] = [];
  let done = 0;
  for (;;) {
    const now = clock();
    const items = await claim({ now, until: new Date(now.getTime() + claimMs), limit: BATCH_SIZE });
    const results = await Promise.allSettled(items.map(work));
    faults.push(...results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : [])));
    const doneNow = results.filter((result) => result.status === 'fulfilled' && result.value).length;
    done += doneNow;
    const isOver = items.length < BATCH_SIZE || doneNow === 0 || clock().getTime() - startedAt > RUN_LIMIT_MS;
    if (isOver && faults.length > 0) throw new AggregateError(faults, `${faults.length} failed, ${done} were done`);
    if (isOver) return done;
  }
}
