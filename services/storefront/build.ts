// Bundles the shop's pages into `dist/`: `index.html`, the favicon, and assets whose names change with their content.
import { createHash } from 'node:crypto';
import { glob, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = import.meta.dirname;
const root = join(here, '..', '..');
const sources = join(here, 'src');

/** Builds the pages unless `outDir` holds those of the very same sources. */
export async function buildStorefront(outDir = join(here, 'dist')): Promise<'built' | 'up to date'> {
  const version = await hashSources();
  const mark = `<meta name="version" content="${version}" />`;
  const standing = await readFile(join(outDir, 'index.html'), 'utf8').catch(() => '');
  if (standing.includes(mark)) return 'up to date';

  const assets = new Map([...(await bundleScript()), ...(await bundleStyles())]);
  await mkdir(join(outDir, 'assets'), { recursive: true });
  for (const [name, content] of assets) await writeFile(join(outDir, 'assets', name), content);
  await writeFile(join(outDir, 'favicon.svg'), await readFile(join(sources, 'favicon.svg')));
  // The page comes last and whole, since it names the rest.
  await replaceFile(join(outDir, 'index.html'), await pageNaming(assets, mark));
  await removeStale(join(outDir, 'assets'), assets);
  return 'built';
}

async function bundleScript(): Promise<[name: string, content: string | Uint8Array][]> {
  const { rolldown } = await import('rolldown');
  const bundle = await rolldown({
    input: join(sources, 'main.tsx'),
    platform: 'browser',
    transform: { target: 'es2024' },
    // The pages use the contract's types and values, not its schemas.
    treeshake: { manualPureFunctions: ['Type', 'Page', 'Whole', 'Nullable'], propertyReadSideEffects: false },
  });
  const { output } = await bundle.generate({ minify: true, sourcemap: true, entryFileNames: 'main-[hash].js' });
  await bundle.close();
  return output.map((file) => [file.fileName, file.type === 'chunk' ? file.code : file.source]);
}

/** Puts the sheets that `main.css` imports one after the other. */
async function bundleStyles(): Promise<[name: string, content: string][]> {
  const main = await readFile(join(sources, 'styles', 'main.css'), 'utf8');
  const names = Array.from(main.matchAll(/@import "(.+)";/g), ([, name = '']) => name);
  const sheets = await Promise.all(names.map((name) => readFile(join(sources, 'styles', name), 'utf8')));
  const content = sheets.join('\n');
  return [[`styles-${hash(content).slice(0, 8)}.css`, content]];
}

async function pageNaming(assets: ReadonlyMap<string, unknown>, mark: string): Promise<string> {
  const page = await readFile(join(sources, 'index.html'), 'utf8');
  const built = (extension: string) => `/assets/${assets.keys().find((name) => extname(name) === extension) ?? ''}`;
  return page
    .replace('styles/main.css', built('.css'))
    .replace('main.tsx', built('.js'))
    .replace('<title>', `${mark}\n    <title>`);
}

async function replaceFile(file: string, content: string): Promise<void> {
  const temporary = `${file}.${process.pid}`;
  await writeFile(temporary, content);
  await rename(temporary, file);
}

async function removeStale(folder: string, assets: ReadonlyMap<string, unknown>): Promise<void> {
  const names = await readdir(folder);
  await Promise.all(names.filter((name) => !assets.has(name)).map((name) => rm(join(folder, name))));
}

async function hashSources(): Promise<string> {
  const patterns = ['services/storefront/{build.ts,src/**/*.*}', 'packages/contracts/src/*.ts', 'pnpm-lock.yaml'];
  const files = await Array.fromAsync(glob(patterns, { cwd: root }));
  const built = files.filter((file) => !basename(file).endsWith('.test.ts')).toSorted();
  const contents = await Promise.all(built.map((file) => readFile(join(root, file), 'utf8')));
  return hash(JSON.stringify(built.map((file, index) => [file, contents[index]]))).slice(0, 16);
}

function hash(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(`storefront: ${await buildStorefront()}`);
