import { type KeepOptions, keep } from './renewal.ts';

/** A static secret, as it is now. */
export interface StaticSecret {
  /** The value; waits for the first one. */
  current(): Promise<string>;
  /** The value, read anew when it is still `refused`, which somebody no longer takes. Vault away: the value as it was. */
  currentAfter(refused: string): Promise<string>;
}

/** One version of a secret. */
export interface SecretVersion {
  readonly value: string;
  readonly version: number;
}

/** What keepSecret needs: how the secret is read, and how often. */
export interface KeepSecretOptions extends Omit<KeepOptions<SecretVersion>, 'obtain'> {
  readonly read: () => Promise<SecretVersion>;
  readonly seconds: number;
}

/** Reads a secret now and every so many seconds; a new version takes the old one's place, and until it is read the old one stays. */
export function keepSecret({ read, seconds, ...options }: KeepSecretOptions): StaticSecret {
  // A grant is looked at after two thirds of its life; a secret has none, only a time to look.
  const life = seconds * 1.5;
  const kept = keep<SecretVersion>({
    ...options,
    obtain: async () => {
      const value = await read();
      const isSame = async () => (await read()).version === value.version;
      return { value, seconds: life, renew: async () => ((await isSame()) ? life : 0) };
    },
  });
  let rereading: Promise<SecretVersion> | undefined;
  const reread = () => {
    rereading ??= read().finally(() => {
      rereading = undefined;
    });
    return rereading;
  };
  return {
    current: async () => (await kept.current()).value,
    async currentAfter(refused) {
      const known = await kept.current();
      if (known.value !== refused) return known.value;
      const read = await reread().catch(() => known);
      if (read.version !== known.version) kept.replace();
      return read.value;
    },
  };
}
