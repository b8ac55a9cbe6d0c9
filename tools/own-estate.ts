import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestEstate } from '@grocer/test-support/estate';

/**
 * Runs `work` on an estate of its own that `start` starts in a temporary folder. Whatever ends it, an error or a signal, the
 * estate is stopped and the folder removed.
 */
export async function withOwnEstate<Estate extends TestEstate, Result>(
  start: (folder: string) => Promise<Estate>,
  work: (estate: Estate) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'grocer-own-'));
  const starting = start(folder);
  let cleaning: Promise<void> | undefined;
  const clean = () => {
    cleaning ??= starting
      .then((estate) => estate.stop())
      .catch(() => undefined)
      .then(() => rmSync(folder, { recursive: true, force: true }));
    return cleaning;
  };
  const onSignal = () => void clean().then(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  try {
    return await work(await starting);
  } finally {
    await clean();
  }
}
