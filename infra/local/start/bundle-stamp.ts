import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** What a bundle was made of, kept beside it; paths are relative to the repository. */
interface Stamp {
  readonly hash: string;
  readonly inputs: readonly string[];
}

// These two make bundles: a change to them changes every one.
const builders = ['infra/local/start/bundles.ts', 'infra/local/start/bundle-stamp.ts'];

/** Whether a bundle is there and made of just what its inputs hold now. */
export async function isUpToDate(root: string, file: string): Promise<boolean> {
  if (!existsSync(file)) return false;
  try {
    const stamp: Stamp = JSON.parse(await readFile(stampOf(file), 'utf8'));
    return stamp.hash === (await hashOf(root, stamp.inputs));
  } catch {
    return false;
  }
}

/** Records what a bundle was made of; installed packages are stood for by the lockfile. */
export async function writeStamp(root: string, file: string, sources: readonly string[]): Promise<void> {
  const own = sources.map((path) => relative(root, path)).filter((path) => !path.includes('node_modules'));
  const inputs = [...new Set([...own, ...builders, 'pnpm-lock.yaml'])].toSorted();
  const stamp: Stamp = { hash: await hashOf(root, inputs), inputs };
  const temporary = `${stampOf(file)}.${process.pid}`;
  await writeFile(temporary, JSON.stringify(stamp, null, 1));
  await rename(temporary, stampOf(file));
}

function stampOf(file: string): string {
  return file.replace(/\.js$/, '.inputs.json');
}

async function hashOf(root: string, inputs: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const input of inputs) {
    const content = await readFile(join(root, input));
    hash.update(`${input}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}
