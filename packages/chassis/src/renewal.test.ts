import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Log } from './log.ts';
import { type Grant, keep } from './renewal.ts';

const warn = vi.fn();
const log: Log = { debug: () => {}, info: () => {}, warn, error: () => {} };
const isFinal = (error: unknown) => error instanceof RangeError;
const isAway = (error: unknown) => !isFinal(error);

function start<T>(obtain: () => Promise<Grant<T>>, onRefused?: (error: unknown) => void) {
  const stopping = new AbortController();
  const options = { name: 'a thing', obtain, isFinal, isAway, log, signal: stopping.signal };
  return {
    kept: keep(onRefused ? { ...options, onRefused } : options),
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
    const onRefused = vi.fn();
    const { kept } = start(async () => {
      throw new RangeError('permission denied');
    }, onRefused);
    await expect(kept.current()).rejects.toThrow('permission denied');
    expect(onRefused).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ message: 'permission denied' }));
  });

  it('tells the log every few seconds, however often it tries', async () => {
    warn.mockClear();
    let attempts = 0;
    const { stop } = start(async () => {
      attempts += 1;
      throw new Error('connection refused');
    });
    await vi.advanceTimersByTimeAsync(30_000);
    expect(attempts).toBeGreaterThanOrEqual(8);
    expect(warn.mock.calls.length).toBeGreaterThanOrEqual(3);
    expect(warn.mock.calls.length).toBeLessThanOrEqual(9);
    expect(warn).toHaveBeenCalledWith(
      expect.objectContaining({ reason: 'connection refused' }),
      'cannot obtain a thing yet, trying again',
    );
    stop();
  });

  it('goes on renewing the same value while the granter is away for a while', async () => {
    let isAwayNow = false;
    let obtained = 0;
    const renew = vi.fn(async () => {
      if (isAwayNow) throw new Error('sealed');
      return 60;
    });
    const { kept, stop } = start(async () => {
      obtained += 1;
      return { value: obtained, seconds: 60, renew };
    });
    await kept.current();
    isAwayNow = true;
    await vi.advanceTimersByTimeAsync(50_000);
    expect(renew.mock.calls.length).toBeGreaterThan(2);
    isAwayNow = false;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(kept.isHealthy()).toBe(true);
    expect(obtained).toBe(1);
    stop();
  });

  it('replaces at once a value whose renewal is refused', async () => {
    let obtained = 0;
    const { kept, stop } = start(async () => {
      obtained += 1;
      return { value: obtained, seconds: 60, renew: () => Promise.reject(new RangeError('lease not found')) };
    });
    await kept.current();
    kept.check();
    await vi.advanceTimersByTimeAsync(1);
    expect(await kept.current()).toBe(2);
    stop();
  });

  it('obtains once more what was asked for while another was on its way', async () => {
    const grants = [Promise.withResolvers<number>(), Promise.withResolvers<number>(), Promise.withResolvers<number>()];
    let obtained = 0;
    const { kept, stop } = start(async () => {
      const value = await grants[obtained++]?.promise;
      return { value, seconds: 60, renew: async () => 60 };
    });
    grants[0]?.resolve(1);
    await kept.current();
    kept.replace();
    await vi.advanceTimersByTimeAsync(1);
    kept.replace();
    grants[1]?.resolve(2);
    grants[2]?.resolve(3);
    await vi.advanceTimersByTimeAsync(1);
    expect(await kept.current()).toBe(3);
    stop();
  });

  it('is unhealthy when what it belongs to ends before another is there', async () => {
    let isAwayNow = false;
    const { kept, stop } = start(async () => {
      if (isAwayNow) throw new Error('sealed');
      return { value: 1, seconds: 3600, renew: async () => 3600 };
    });
    await kept.current();
    isAwayNow = true;
    kept.replace(Date.now() + 10_000);
    await vi.advanceTimersByTimeAsync(9_000);
    expect(kept.isHealthy()).toBe(true);
    await vi.advanceTimersByTimeAsync(1_001);
    expect(kept.isHealthy()).toBe(false);
    isAwayNow = false;
    await vi.advanceTimersByTimeAsync(7_000);
    expect(kept.isHealthy()).toBe(true);
    stop();
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

  it('replaces a refused value once, however many are refused by it at a time', async () => {
    let obtained = 0;
    const { kept, stop } = start(async () => {
      obtained += 1;
      await new Promise((resolve) => setTimeout(resolve, 50));
      return { value: `v${obtained}`, seconds: 60, renew: async () => 60 };
    });
    await vi.advanceTimersByTimeAsync(50);
    const refused = await kept.current();
    const replaced = kept.replaceRefused(refused);
    await vi.advanceTimersByTimeAsync(20);
    const replacedToo = kept.replaceRefused(refused);
    await vi.advanceTimersByTimeAsync(1000);
    await Promise.all([replaced, replacedToo, kept.replaceRefused(refused)]);
    expect([await kept.current(), obtained]).toEqual(['v2', 2]);
    stop();
  });
});
