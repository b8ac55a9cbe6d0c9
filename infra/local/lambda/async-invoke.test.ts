import { expect, test, vi } from 'vitest';
import { invokeAsync } from './async-invoke.ts';
import { Throttled } from './pool.ts';

const silent = () => undefined;
const answer = { payload: 'null', failed: false };
const fault = { payload: '{"errorType":"Error"}', failed: true };

/** Invokes asynchronously, with what each try comes to; returns how often it was tried and what was logged as dropped. */
async function tries(outcomes: (() => Promise<typeof answer>)[], maxAgeMs = 60_000) {
  let count = 0;
  const error = vi.fn();
  const invoke = () => outcomes[Math.min(count++, outcomes.length - 1)]?.() ?? Promise.resolve(answer);
  const log = { debug: silent, info: silent, warn: silent, error };
  const { signal } = new AbortController();
  await invokeAsync({}, { name: 'probe', invoke, maxAgeMs, firstPauseMs: 1, signal, log });
  return { count, isDropped: error.mock.calls.length > 0 };
}

test('tries an event once when it is handled', async () => {
  expect(await tries([async () => answer])).toEqual({ count: 1, isDropped: false });
});

test('tries an event twice more after an error, then drops it', async () => {
  expect(await tries([async () => fault])).toEqual({ count: 3, isDropped: true });
  expect(await tries([async () => fault, async () => answer])).toEqual({ count: 2, isDropped: false });
});

test('waits for room as long as the event is young enough', async () => {
  const throttled = () => Promise.reject(new Throttled('full'));
  const outcomes = [throttled, throttled, throttled, throttled, async () => answer];
  expect(await tries(outcomes)).toEqual({ count: 5, isDropped: false });
  expect(await tries([throttled], 30)).toMatchObject({ isDropped: true });
});
