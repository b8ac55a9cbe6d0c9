import { chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '@grocer/chassis/log';

/** The workload identities of an estate: a token file each, kept fresh, as Kubernetes projects its own. */
export interface WorkloadTokens {
  fileOf(name: string): string;
  stop(): void;
}

/** Whose tokens go where. */
export interface WorkloadTokensOptions {
  readonly folder: string;
  readonly names: readonly string[];
  readonly mint: (name: string) => Promise<string>;
  readonly log: Log;
  readonly refreshMs?: number;
}

/** Half of a token's life. */
const REFRESH_MS = 5 * 60_000;

/** Mints a token for each name into `folder`, readable by this user alone, and again before it ends; a failed mint leaves the old one. */
export async function keepWorkloadTokens({
  folder,
  names,
  mint,
  log,
  refreshMs = REFRESH_MS,
}: WorkloadTokensOptions): Promise<WorkloadTokens> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const fileOf = (name: string) => join(folder, name);
  async function refresh(name: string): Promise<void> {
    const token = await mint(name);
    // By a rename, so that nobody reads half a token.
    writeFileSync(`${fileOf(name)}.new`, token, { mode: 0o600 });
    renameSync(`${fileOf(name)}.new`, fileOf(name));
  }
  const refreshAll = () => Promise.all(names.map(refresh));
  await refreshAll();
  const timer = setInterval(() => {
    refreshAll().catch((error: unknown) => log.warn({ err: error }, 'a workload token could not be minted anew'));
  }, refreshMs);
  return { fileOf, stop: () => clearInterval(timer) };
}
