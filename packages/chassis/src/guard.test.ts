import { describe, expect, it, vi } from 'vitest';
import { Unavailable } from './errors.ts';
import { createGuard, type GuardOptions } from './guard.ts';

class Trouble extends Error {}

function guardOf(changes: Partial<GuardOptions> = {}) {
  return createGuard({
    dependency: 'the bank',
    isTrouble: (error) => error instanceof Trouble,
    log: { warn: () => undefined, info: () => undefined },
    retryAttempts: 3,
    retryDelayMs: 1,
    retryPercent: 20,
    breakerFailures: 100,
    breakerMs: 20,
    ...changes,
  });
}

/** A call that fails so many times, and counts. */
function failing(times: number, error: Error = new Trouble('away')) {
  const call = vi.fn(async () => {
    if (call.mock.calls.length <= times) throw error;
    return 'answer';
  });
  return call;
}

const always = () => true;
const never = () => false;

describe('a guarded call', () => {
  it('is made again until it succeeds, and not more often than it may be', async () => {
    const [twice, thrice] = [failing(2), failing(3)];
    expect(await guardOf().run(twice, always)).toBe('answer');
    await expect(guardOf().run(thrice, always)).rejects.toThrow('away');
    expect(thrice).toHaveBeenCalledTimes(3);
  });

  it('is made once when repeating it might do harm, or cannot help', async () => {
    const call = failing(1);
    await expect(guardOf().run(call, never)).rejects.toThrow('away');
    expect(call).toHaveBeenCalledTimes(1);
  });

  it('is made once when the budget for retries is spent, until calls have saved for more', async () => {
    const guard = guardOf({ retryAttempts: 2, retryPercent: 50 });
    const broken = failing(1000);
    for (let count = 0; count < 40; count += 1) await guard.run(broken, always).catch(() => undefined);
    const retries = broken.mock.calls.length - 40;
    expect(retries).toBeGreaterThanOrEqual(28);
    expect(retries).toBeLessThanOrEqual(30);
  });
});

describe('the circuit', () => {
  it('opens after failures in a row, refuses at once, and lets a call try later', async () => {
    const guard = guardOf({ retryAttempts: 1, breakerFailures: 3 });
    const call = failing(3);
    for (let count = 0; count < 3; count += 1) await guard.run(call, always).catch(() => undefined);
    await expect(guard.run(call, always)).rejects.toThrow(Unavailable);
    expect(call).toHaveBeenCalledTimes(3);
    await expect.poll(() => guard.run(call, always).catch(() => 'refused')).toBe('answer');
    expect(await guard.run(call, always)).toBe('answer');
  });

  it('takes a refusal for no trouble', async () => {
    const guard = guardOf({ retryAttempts: 1, breakerFailures: 2 });
    const declined = failing(5, new Error('declined'));
    for (let count = 0; count < 5; count += 1) await expect(guard.run(declined, never)).rejects.toThrow('declined');
    expect(await guard.run(declined, never)).toBe('answer');
  });
});
