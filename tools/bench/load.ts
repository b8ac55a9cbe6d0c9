import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';

/** One thing under load: a name, where it is, and how its next request looks. */
export interface Target {
  readonly name: string;
  readonly origin: string;
  readonly request: () => { path: string; method?: 'GET' | 'POST'; headers?: Record<string, string>; body?: string };
}

/** How hard and how long: all targets get slices in turn, so that the machine's moods reach them alike. */
export interface Load {
  readonly connections: number;
  readonly rounds: number;
  readonly sliceMs: number;
}

/** Requests per second of each target, one figure a round. */
export type Rates = ReadonlyMap<string, readonly number[]>;

/** Drives each target with a closed loop of `connections` requests, slice by slice. Answers must be 2xx. */
export async function drive(targets: readonly Target[], { connections, rounds, sliceMs }: Load): Promise<Rates> {
  const pools = new Map(targets.map(({ name, origin }) => [name, new Pool(origin, { connections })]));
  const rates = new Map<string, number[]>(targets.map(({ name }) => [name, []]));
  try {
    for (let round = -1; round < rounds; round += 1) {
      for (const target of targets) {
        const pool = pools.get(target.name);
        if (!pool) continue;
        const rate = await slice(pool, target, connections, sliceMs);
        if (round >= 0) rates.get(target.name)?.push(rate); // the first round only warms up
      }
      await delay(20);
    }
  } finally {
    await Promise.all([...pools.values()].map((pool) => pool.close()));
  }
  return rates;
}

async function slice(pool: Pool, { name, request }: Target, connections: number, sliceMs: number): Promise<number> {
  const startedAt = performance.now();
  const endsAt = startedAt + sliceMs;
  let done = 0;
  async function loop(): Promise<void> {
    while (performance.now() < endsAt) {
      const { statusCode, body } = await pool.request({ method: 'GET', ...request() });
      const text = await body.text();
      if (statusCode >= 300) throw new Error(`${name} answered ${statusCode}: ${text.slice(0, 200)}`);
      done += 1;
    }
  }
  await Promise.all(Array.from({ length: connections }, loop));
  return done / ((performance.now() - startedAt) / 1000);
}
