import { expect, test, vi } from 'vitest';
import { invokeAsync } from './async-invoke.ts';
import { Throttled } from './pool.ts';

const silent = () => undefined;
const answer = { payload: 'null', failed: false };
const fault = { payload: '{"errorType":"Error"}', failed: true };

/** Invokes asynchronously, with what each try comes to; returns how often it was tried and whether it was dropped. */
async function tries(outcomes: (() => Promise<typeof answer>)[], maxAgeMs = 60_000) {
  let count = 0;
  const error = vi.fn();
  const onFailure = vi.fn(async (_payload: string, _reason: string) => undefined);
  const invoke = () => outcomes[Math.min(count++, outcomes.length - 1)]?.() ?? Promise.resolve(answer);
  const log = { debug: silent, info: silent, warn: silent, error };
  const { signal } = new AbortController();
  await invokeAsync('{"a":1}', { name: 'probe', invoke, onFailure, maxAgeMs, firstPauseMs: 1, signal, log });
  return { count, isDropped: error.mock.calls.length > 0, kept: onFailure.mock.calls };
}

test('tries an event once when it is handled', async () => {
  expect(await tries([async () => answer])).toEqual({ count: 1, isDropped: false, kept: [] });
});

test('tries an event twice more after an error, then drops it where it is kept', async () => {
  const kept = [['{"a":1}', fault.payload]];
  expect(await tries([async () => fault])).toEqual({ count: 3, isDropped: true, kept });
  expect(await tries([async () => fault, async () => answer])).toEqual({ count: 2, isDropped: false, kept: [] });
});

test('waits for room as long as the event is young enough', async () => {
  const throttled = () => Promise.reject(new Throttled('full'));
  const outcomes = [throttled, throttled, throttled, throttled, async () => answer];
  expect(await tries(outcomes)).toEqual({ count: 5, isDropped: false, kept: [] });
  expect(await tries([throttled], 30)).toMatchObject({ isDropped: true, kept: [['{"a":1}', 'Throttled: full']] });
});
