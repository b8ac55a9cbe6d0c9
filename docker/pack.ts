// node docker/pack.ts <deployable | tasks> <folder>: lays out what an image of it holds, and nothing else, below <folder>/app.
import { chmodSync, cpSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { readEstateYaml } from '@grocer/local/estate-yaml';
import { buildBundle } from '@grocer/local/start/bundles';

const root = join(import.meta.dirname, '..');
/** What the sources say of files, never when: the same sources make the same layer. */
const EPOCH = 0;

const [name = '', target = ''] = process.argv.slice(2);
const app = join(target, 'app');
const { folder, bundle, data } = await partsOf(name);
await buildBundle({ root, file: join(root, folder, bundle) });
copyBundle(join(root, folder, bundle), join(app, folder, dirname(bundle)));
for (const file of data) cpSync(join(root, file), join(app, file), { recursive: true });
writeFileSync(join(app, 'package.json'), '{"type":"module"}\n');
writeFileSync(join(app, 'main.js'), `import './${folder}/${bundle}';\n`);
freeze(target);

/** The workspace, its bundle, and the files that are read at run time. */
async function partsOf(deployable: string): Promise<{ folder: string; bundle: string; data: readonly string[] }> {
  const { deployables, tasks } = readEstateYaml(join(root, 'infra/estate.yaml'));
  if (deployable === 'tasks') {
    const folder = tasks.migrate?.folder ?? '';
    const migrations = await Array.fromAsync(glob('{packages,services,functions}/*/migrations', { cwd: root }));
    return {
      folder,
      bundle: 'dist/main.js',
      data: [...migrations, 'appliance-shim/migrations', `${folder}/bootstrap.sql`],
    };
  }
  const spec = deployables[deployable];
  if (!spec)
    throw new Error(
      `${deployable} is no deployable of infra/estate.yaml: ${Object.keys(deployables).join(', ')}, tasks`,
    );
  return { folder: spec.folder, bundle: `dist/${basename(spec.entry).replace(/\.ts$/, '.js')}`, data: [] };
}

/** The entry and what it imports lazily; source maps stay behind. */
function copyBundle(file: string, to: string): void {
  const chunks = basename(file, '.js');
  mkdirSync(to, { recursive: true });
  cpSync(file, join(to, basename(file)));
  const isCode = (path: string) => !path.endsWith('.map');
  cpSync(join(dirname(file), chunks), join(to, chunks), { recursive: true, filter: isCode, force: true });
}

/** Readable by whoever runs the image, and of no time. */
function freeze(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    chmodSync(path, entry.isDirectory() ? 0o755 : 0o644);
    utimesSync(path, EPOCH, EPOCH);
  }
  utimesSync(folder, EPOCH, EPOCH);
}
