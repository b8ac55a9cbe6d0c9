import { setTimeout as delay } from 'node:timers/promises';
import type { Queryable } from '@grocer/chassis/postgres';

/** The most connections that there were at once: in all, and of the re-pricing's functions. */
export interface Peaks {
  readonly all: number;
  readonly shards: number;
}

const EVERY_MS = 200;

/** Watches the database's connections until it is told to stop. */
export function watchConnections(admin: Queryable): { stop(): Promise<Peaks> } {
  const stopping = new AbortController();
  const peaks = { all: 0, shards: 0 };
  async function watch(): Promise<void> {
    while (!stopping.signal.aborted) {
      const { rows } = await admin.query<Peaks>(
        `select count(*)::int as all, count(*) filter (where application_name = 'reprice-shard')::int as shards
           from pg_stat_activity where backend_type = 'client backend' and application_name <> 'drill'`,
      );
      peaks.all = Math.max(peaks.all, rows[0]?.all ?? 0);
      peaks.shards = Math.max(peaks.shards, rows[0]?.shards ?? 0);
      await delay(EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }
  const watching = watch();
  return {
    async stop() {
      stopping.abort();
      await watching;
      return peaks;
    },
  };
}
