import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Log } from './log.ts';
import { type Grant, keep } from './renewal.ts';

const log: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const isFinal = (error: unknown) => error instanceof RangeError;

function start<T>(obtain: () => Promise<Grant<T>>) {
  const stopping = new AbortController();
  return {
    kept: keep({ name: 'a thing', obtain, isFinal, log, signal: stopping.signal }),
    stop: () => stopping.abort(),
  };
}

describe('keep', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'Date'] }));
  afterEach(() => void vi.useRealTimers());

  it('waits for the first value and retries until it comes', async () => {
    let attempts = 0;
    const { kept, stop } = start(async () => {
      attempts += 1;
      if (attempts < 3) throw new Error('sealed');
      return { value: 'v', seconds: 60, renew: async () => 60 };
    });
    expect(kept.isHealthy()).toBe(false);
    await vi.advanceTimersByTimeAsync(1000);
    expect(await kept.current()).toBe('v');
    expect(kept.isHealthy()).toBe(true);
    stop();
  });

  it('gives up at once when the first attempt is refused for good', async () => {
    const { kept } = start(async () => {
      throw new RangeError('permission denied');
    });
    await expect(kept.current()).rejects.toThrow('permission denied');
  });

  it('renews before two thirds of the life are over, and replaces what is granted only briefly', async () => {
    let obtained = 0;
    const granted = [60, 60, 10];
    const renewals: number[] = [];
    const startedAt = Date.now();
    const { kept, stop } = start(async () => {
      obtained += 1;
      return {
        value: obtained,
        seconds: 60,
        renew: async () => {
          renewals.push((Date.now() - startedAt) / 1000);
          return granted.shift() ?? 60;
        },
      };
    });
    const replaced: number[] = [];
    kept.onReplace((value) => replaced.push(value));
    await vi.advanceTimersByTimeAsync(40_001);
    expect(renewals).toHaveLength(1);
    expect(renewals[0]).toBeGreaterThanOrEqual(36);
    expect(renewals[0]).toBeLessThanOrEqual(40);
    await vi.advanceTimersByTimeAsync(80_001);
    expect(replaced).toEqual([2]);
    expect(await kept.current()).toBe(2);
    stop();
  });

  it('replaces a value on demand', async () => {
    let obtained = 0;
    const { kept, stop } = start(async () => {
      obtained += 1;
      return { value: obtained, seconds: 3600, renew: async () => 3600 };
    });
    expect(await kept.current()).toBe(1);
    kept.replace();
    await vi.advanceTimersByTimeAsync(1);
    expect(await kept.current()).toBe(2);
    stop();
  });

  it('tells when the value is about to end and cannot be prolonged', async () => {
    let isVaultUp = true;
    const { kept, stop } = start(async () => {
      if (!isVaultUp) throw new Error('connection refused');
      return { value: 1, seconds: 60, renew: async () => Promise.reject(new Error('connection refused')) };
    });
    await kept.current();
    isVaultUp = false;
    await vi.advanceTimersByTimeAsync(56_000);
    expect(kept.isHealthy()).toBe(true);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(kept.isHealthy()).toBe(false);
    stop();
  });
});
