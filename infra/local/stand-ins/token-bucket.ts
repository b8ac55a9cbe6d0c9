export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

export interface TokenBuckets {
  /** Takes one token of the key's bucket: 0 if there was one, else the whole seconds until there is. */
  take(key: string): number;
}

/** More keys than this are never remembered: the one unused for longest is forgotten, its bucket full again. */
const maxKeys = 10_000;

/** One token bucket per key: `burst` at once, `perSecond` from then on. */
export function createTokenBuckets({ burst, perSecond }: Rate, now = () => performance.now()): TokenBuckets {
  const buckets = new Map<string, { tokens: number; at: number }>();

  function take(key: string): number {
    const at = now();
    const last = buckets.get(key) ?? { tokens: burst, at };
    const tokens = Math.min(burst, last.tokens + ((at - last.at) / 1000) * perSecond);
    const allowed = tokens >= 1;
    buckets.delete(key);
    buckets.set(key, { tokens: allowed ? tokens - 1 : tokens, at });
    forgetOldest();
    return allowed ? 0 : Math.max(1, Math.ceil((1 - tokens) / perSecond));
  }

  function forgetOldest(): void {
    const [oldest] = buckets.keys();
    if (buckets.size > maxKeys && oldest !== undefined) buckets.delete(oldest);
  }

  return { take };
}
