import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import type { Target } from './load.ts';

/** How long answers took while more was asked than the instance lets in, in milliseconds. */
export interface Overload {
  readonly placed: readonly number[];
  readonly refused: readonly number[];
}

const RETRY_AFTER_MS = 1000;

/** Keeps `customers` busy at one instance: each orders again when it is answered, or a second after it was refused. */
export async function measureOverload(
  { origin, request }: Pick<Target, 'origin' | 'request'>,
  { customers, forMs }: { customers: number; forMs: number },
): Promise<Overload> {
  const pool = new Pool(origin, { connections: customers });
  const placed: number[] = [];
  const refused: number[] = [];
  async function order(): Promise<number> {
    const askedAt = performance.now();
    const { statusCode, body } = await pool.request({ method: 'GET', ...request() });
    await body.dump();
    (statusCode === 503 ? refused : placed).push(performance.now() - askedAt);
    return statusCode;
  }
  async function keepOrdering(endsAt: number): Promise<void> {
    while (performance.now() < endsAt) if ((await order()) === 503) await delay(RETRY_AFTER_MS);
  }
  const crowd = (ms: number) =>
    Promise.all(Array.from({ length: customers }, () => keepOrdering(performance.now() + ms)));
  await crowd(forMs / 4); // connections are made, which is not what is measured
  placed.length = 0;
  refused.length = 0;
  await crowd(forMs);
  await pool.close();
  return { placed, refused };
}
