import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The workload identities of an estate: a token file each, kept fresh, as Kubernetes projects its own. */
export interface WorkloadTokens {
  fileOf(name: string): string;
  stop(): void;
}

/** Half of a token's life. */
const REFRESH_MS = 5 * 60_000;

/** Mints a token for each name into `folder`, readable by this user alone, and again before it ends. */
export async function keepWorkloadTokens(
  folder: string,
  names: readonly string[],
  mint: (name: string) => Promise<string>,
): Promise<WorkloadTokens> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const fileOf = (name: string) => join(folder, name);
  async function refresh(): Promise<void> {
    for (const name of names) {
      const token = await mint(name);
      writeFileSync(`${fileOf(name)}.new`, token, { mode: 0o600 });
      renameSync(`${fileOf(name)}.new`, fileOf(name));
    }
  }
  await refresh();
  const timer = setInterval(() => void refresh(), REFRESH_MS);
  return { fileOf, stop: () => clearInterval(timer) };
}
