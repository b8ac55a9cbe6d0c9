import { setTimeout as delay } from 'node:timers/promises';
import { anyOrder, type Choice } from '../bench/order-bodies.ts';
import type { Endpoints } from '../endpoints.ts';

/** What customers met who placed an order every so often, whatever became of the one before. */
export interface Shopping {
  readonly placed: number;
  /** Those that were not answered by 201, by what they were answered. */
  readonly refused: Readonly<Record<string, number>>;
  readonly failures: number;
  /** Confirmed orders a second. */
  readonly rate: number;
  /** Of all of them, failures too: a customer waits for those as well. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** How customers come. */
export interface ShoppersOptions {
  readonly token: string;
  readonly choice: Choice;
  readonly perSecond: number;
  readonly seconds: number;
}

const PATIENCE_MS = 10_000;

/** Places orders at a steady rate and waits for every answer. */
export async function placeSteadily(
  { edge }: Endpoints,
  { token, choice, perSecond, seconds }: ShoppersOptions,
): Promise<Shopping> {
  const nextBody = anyOrder(choice);
  const startedAt = performance.now();
  const answers = Array.from({ length: perSecond * seconds }, async (_, index) => {
    await delay((index * 1000) / perSecond);
    const askedAt = performance.now();
    const answer = await placeOne(`${edge}/checkout/v1/orders`, token, nextBody());
    return { answer, ms: performance.now() - askedAt };
  });
  const all = await Promise.all(answers);
  const elapsedSeconds = (performance.now() - startedAt) / 1000;
  const refused: Record<string, number> = {};
  for (const { answer } of all) if (answer !== '201') refused[answer] = (refused[answer] ?? 0) + 1;
  const failures = Object.values(refused).reduce((sum, count) => sum + count, 0);
  const times = all.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const percentile = (part: number) => Math.round(times[Math.ceil(part * times.length) - 1] ?? 0);
  return {
    placed: all.length,
    refused,
    failures,
    rate: (all.length - failures) / elapsedSeconds,
    p50Ms: percentile(0.5),
    p99Ms: percentile(0.99),
  };
}

async function placeOne(url: string, token: string, body: string): Promise<string> {
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'idempotency-key': crypto.randomUUID(),
  };
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const response = await fetch(url, { method: 'POST', headers, body, signal });
    const answer: { type?: string } = await response.json();
    return [response.status, answer.type?.split('/').at(-1)].filter(Boolean).join(' ');
  } catch {
    return 'no answer';
  }
}
