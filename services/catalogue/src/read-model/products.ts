import type { Log } from '@grocer/chassis/log';
import type { Database } from '@grocer/chassis/postgres';
import { capacityOf, TooManyProducts } from './capacity.ts';
import { type Follower, follow } from './follow.ts';
import { type Changes, createReadModel, type Part, parts, type ReadModel } from './read-model.ts';

/** The products of a replica: its read model, which follows the database. */
export interface Products extends Pick<Follower<Part>, 'catchUp' | 'stop'> {
  readonly model: ReadModel;
  /** For how many products there is memory. */
  readonly capacity: number;
  /** True once everything has been read: before, what is missing may only be unread. */
  isWarm(): boolean;
  /** True once everything has been read, and while it is not older than the database may be away. */
  isReady(): boolean;
}

/** What follows the database needs; `onChanged` is told what is served from now on, but not of what was there at the start. */
export interface ProductsOptions {
  readonly database: Database;
  readonly log: Log;
  readonly onChanged?: (changes: Changes) => void;
  readonly pollMs?: number;
  /** For how many products there is memory, and what is done when there are more at the start. */
  readonly capacity?: number;
  readonly giveUp?: (fault: Error) => void;
}

/** Stock is polled, and so is all that was not heard of: with a second for the answer, no word is older than five. */
const POLL_MS = 4000;
/** A replica that has not heard from the database for so long shows what may be wrong by now, and says that it is not ready. */
const STALE_MS = 15_000;

/** Imports end at the capacity, as far as the replica that takes them knows; what is a little more than that still starts. */
const MARGIN = 1.1;

/** Begins to read all products, and follows them. */
export function followProducts(options: ProductsOptions): Products {
  const { database, log, onChanged, pollMs = POLL_MS, capacity = capacityOf(), giveUp } = options;
  const model = createReadModel(database, capacity * MARGIN);
  const startedAt = performance.now();
  const unread = new Set<Part>(parts);
  let readAt = startedAt;

  async function refresh(wanted: ReadonlySet<Part>): Promise<void> {
    const wasWarm = unread.size === 0;
    const changes = await model.refresh(wanted).catch((error: unknown) => {
      if (error instanceof TooManyProducts) giveUp?.(error);
      throw error;
    });
    for (const part of wanted) unread.delete(part);
    readAt = performance.now();
    if (wasWarm) onChanged?.(changes);
    else if (unread.size === 0)
      log.info({ readMs: Math.round(readAt - startedAt), sinceStartMs: Math.round(readAt) }, 'all products are read');
  }

  const { catchUp, stop } = follow<Part>({
    database,
    log,
    channels: { catalogue_changes: 'products', pricing_run_closed: 'prices' },
    parts,
    refresh,
    pollMs,
  });
  const isWarm = () => unread.size === 0;
  return { model, capacity, catchUp, stop, isWarm, isReady: () => isWarm() && performance.now() - readAt < STALE_MS };
}
