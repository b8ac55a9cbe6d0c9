// `npm run build`: makes every bundle that infra/estate.yaml names, and the shop's pages, as far as their sources have changed.
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { readEstateYaml } from '@grocer/local/estate-yaml';
import { buildBundle } from '@grocer/local/start/bundles';

const root = join(import.meta.dirname, '..');
const { deployables, edge } = readEstateYaml(join(root, 'infra/estate.yaml'));
for (const [name, { folder, entry }] of Object.entries(deployables)) {
  if (!entry.startsWith('dist/')) continue;
  const startedAt = performance.now();
  const outcome = await buildBundle({ root, file: join(root, folder, entry) });
  console.log(`${name}: ${folder}/${entry} ${outcome} (${Math.round(performance.now() - startedAt)} ms)`);
}
execFileSync(process.execPath, [join(root, dirname(edge.pages), 'build.ts')], { stdio: 'inherit' });
