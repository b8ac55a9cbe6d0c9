import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { RolldownOutput } from 'rolldown';
import { isUpToDate, writeStamp } from './bundle-stamp.ts';

export interface BundleOptions {
  /** The repository. */
  readonly root: string;
  /** The bundle, absolute: `<workspace>/dist/<name>.js`. */
  readonly file: string;
}

/** Bundles `<workspace>/src/<name>.aws.ts`, or else `src/<name>.ts`, into `<workspace>/dist/<name>.js`, unless that is up to date. */
export async function buildBundle({ root, file }: BundleOptions): Promise<'built' | 'up to date'> {
  if (await isUpToDate(root, file)) return 'up to date';
  const { rolldown } = await import('rolldown');
  const bundle = await rolldown({
    input: sourceOf(file),
    platform: 'node',
    // pg asks at run time for its native twin, which is not installed.
    external: ['pg-native'],
  });
  try {
    const name = basename(file, '.js');
    const output = await bundle.generate({
      format: 'esm',
      // Minifying gains no time at a cold start, and loading a source map costs 60 ms: a stack names functions as it is, and the
      // map is for tools.
      minify: false,
      sourcemap: 'hidden',
      entryFileNames: `${name}.js`,
      // What is imported lazily keeps a file of its own, so that a cold start does not load it.
      chunkFileNames: `${name}/[name]-[hash].js`,
    });
    await writeOutput(dirname(file), name, output);
    await writeStamp(root, file, await bundle.watchFiles);
  } finally {
    await bundle.close();
  }
  return 'built';
}

/** The entry that a bundle is made of. */
export function sourceOf(file: string): string {
  const stem = join(dirname(dirname(file)), 'src', basename(file, '.js'));
  const source = [`${stem}.aws.ts`, `${stem}.ts`].find((path) => existsSync(path));
  if (!source) throw new Error(`nothing to bundle into ${file}: neither ${stem}.aws.ts nor ${stem}.ts exists`);
  return source;
}

/** Puts every file in place by a rename, the entry last, so that a process that starts meanwhile gets the old or the new whole. */
async function writeOutput(dist: string, name: string, { output }: RolldownOutput): Promise<void> {
  const [entry, ...others] = output;
  for (const item of [...others, entry]) {
    const path = join(dist, item.fileName);
    const temporary = `${path}.${process.pid}`;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(temporary, item.type === 'chunk' ? item.code : item.source);
    await rename(temporary, path);
  }
  const kept = new Set(output.map((item) => item.fileName));
  for (const chunk of await readdir(join(dist, name)).catch(() => [])) {
    if (!kept.has(`${name}/${chunk}`)) await rm(join(dist, name, chunk), { force: true });
  }
}
