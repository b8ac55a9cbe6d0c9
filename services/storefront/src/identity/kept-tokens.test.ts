import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepTokens, SignedOut } from './kept-tokens.ts';
import { GrantRefused, type Tokens } from './tokens.ts';

const asha = { subject: 'customer-1', name: 'Asha Patel' };

function tokens(number: number): Tokens {
  return { access_token: `access-${number}`, refresh_token: `refresh-${number}`, expires_in: 600 };
}

function tab() {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
}

/** An issuer that rotates: a refresh token is good once. */
function issuer() {
  const spent: string[] = [];
  return {
    spent,
    async renew(refreshToken: string): Promise<Tokens> {
      if (spent.includes(refreshToken)) throw new GrantRefused('spent');
      spent.push(refreshToken);
      return tokens(spent.length + 1);
    },
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('gives the access token for as long as it lives, then renews it', async () => {
  const { renew, spent } = issuer();
  const kept = keepTokens(tab(), renew);
  kept.keep(tokens(1), asha);
  expect(await kept.accessToken()).toBe('access-1');
  vi.advanceTimersByTime(575_000);
  expect(await kept.accessToken()).toBe('access-2');
  vi.advanceTimersByTime(575_000);
  expect(await kept.accessToken()).toBe('access-3');
  expect(spent).toEqual(['refresh-1', 'refresh-2']);
});

test('renews once for all callers of the same moment', async () => {
  const { renew, spent } = issuer();
  const kept = keepTokens(tab(), renew);
  kept.keep({ ...tokens(1), expires_in: 0 }, asha);
  const given = await Promise.all([kept.accessToken(), kept.accessToken(), kept.accessToken()]);
  expect(given).toEqual(['access-2', 'access-2', 'access-2']);
  expect(spent).toEqual(['refresh-1']);
});

test('stays signed in over a reload of the tab, without having kept the access token', async () => {
  const storage = tab();
  const { renew } = issuer();
  keepTokens(storage, renew).keep(tokens(1), asha);
  expect(storage.getItem('grocer.session')).not.toContain('access-1');
  const reloaded = keepTokens(storage, renew);
  expect(reloaded.account.value).toEqual(asha);
  expect(await reloaded.accessToken()).toBe('access-2');
});

test('signs out when the issuer refuses, and only then', async () => {
  let answer: Error = new TypeError('fetch failed');
  const kept = keepTokens(tab(), () => Promise.reject(answer));
  kept.keep({ ...tokens(1), expires_in: 0 }, asha);
  await expect(kept.accessToken()).rejects.toThrow('fetch failed');
  expect(kept.account.value).toEqual(asha);

  answer = new GrantRefused('revoked');
  await expect(kept.accessToken()).rejects.toThrow(SignedOut);
  expect(kept.account.value).toBeUndefined();
  await expect(kept.accessToken()).rejects.toThrow(SignedOut);
});
