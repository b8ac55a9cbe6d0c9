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
  /** Rounds before the first that counts. */
  readonly warmUpRounds?: number;
}

/** Requests per second of each target, one figure a round. */
export type Rates = ReadonlyMap<string, readonly number[]>;

/** Drives each target with a closed loop of `connections` requests, slice by slice. Answers must be 2xx, or 304. */
export async function drive(targets: readonly Target[], load: Load): Promise<Rates> {
  const slices = await driveSlices(targets, load);
  return new Map(Array.from(slices, ([name, done]) => [name, done.map(({ rate }) => rate)]));
}

/** The same, with each slice's latencies. */
export async function driveSlices(
  targets: readonly Target[],
  { connections, rounds, sliceMs, warmUpRounds = 1 }: Load,
): Promise<ReadonlyMap<string, readonly Slice[]>> {
  const pools = new Map(targets.map(({ name, origin }) => [name, new Pool(origin, { connections })]));
  const slices = new Map<string, Slice[]>(targets.map(({ name }) => [name, []]));
  try {
    for (let round = -warmUpRounds; round < rounds; round += 1) {
      // Each begins in its turn: who is first would else always meet what the pause has left.
      const first = (round + warmUpRounds) % targets.length;
      for (const target of [...targets.slice(first), ...targets.slice(0, first)]) {
        const pool = pools.get(target.name);
        if (!pool) continue;
        const slice = await runSlice(pool, target, { connections, sliceMs });
        if (round >= 0) slices.get(target.name)?.push(slice);
      }
      await delay(20);
    }
  } finally {
    await Promise.all([...pools.values()].map((pool) => pool.close()));
  }
  return slices;
}

/** What one slice came to: answers per second, and how long each took, in milliseconds. */
export interface Slice {
  readonly rate: number;
  readonly latenciesMs: readonly number[];
}

/** Keeps `connections` requests under way for a slice's time; then waits for those that are. Answers must be 2xx, or 304. */
export async function runSlice(
  pool: Pool,
  { name, request }: Pick<Target, 'name' | 'request'>,
  { connections, sliceMs }: Pick<Load, 'connections' | 'sliceMs'>,
): Promise<Slice> {
  const startedAt = performance.now();
  const endsAt = startedAt + sliceMs;
  const latenciesMs: number[] = [];
  async function loop(): Promise<void> {
    for (let askedAt = startedAt; askedAt < endsAt; askedAt = performance.now()) {
      const { statusCode, body } = await pool.request({ method: 'GET', ...request() });
      const text = await body.text();
      if (statusCode >= 300 && statusCode !== 304)
        throw new Error(`${name} answered ${statusCode}: ${text.slice(0, 200)}`);
      latenciesMs.push(performance.now() - askedAt);
    }
  }
  await Promise.all(Array.from({ length: connections }, loop));
  return { rate: latenciesMs.length / ((performance.now() - startedAt) / 1000), latenciesMs };
}
