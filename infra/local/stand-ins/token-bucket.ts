export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

export interface TokenBuckets {
  /** Takes one token of the key's bucket, or as many as are asked for: 0 if they were there, else the whole seconds until they are. */
  take(key: string, count?: number): number;
  /** The whole tokens in the key's bucket. */
  left(key: string): number;
}

/** More keys than this are never remembered: the one unused for longest is forgotten, its bucket full again. */
const maxKeys = 10_000;

/** One token bucket per key: `burst` at once, `perSecond` from then on. */
export function createTokenBuckets({ burst, perSecond }: Rate, now = () => performance.now()): TokenBuckets {
  const buckets = new Map<string, { tokens: number; at: number }>();

  function tokensOf(key: string, at: number): number {
    const last = buckets.get(key) ?? { tokens: burst, at };
    return Math.min(burst, last.tokens + ((at - last.at) / 1000) * perSecond);
  }

  function take(key: string, count = 1): number {
    const at = now();
    const tokens = tokensOf(key, at);
    const allowed = tokens >= count;
    buckets.delete(key);
    buckets.set(key, { tokens: allowed ? tokens - count : tokens, at });
    forgetOldest();
    return allowed ? 0 : Math.max(1, Math.ceil((count - tokens) / perSecond));
  }

  function forgetOldest(): void {
    const [oldest] = buckets.keys();
    if (buckets.size > maxKeys && oldest !== undefined) buckets.delete(oldest);
  }

  return { take, left: (key) => Math.floor(tokensOf(key, now())) };
}
