// npm run build: makes every bundle that infra/estate.yaml names, as far as its sources have changed.
import { join } from 'node:path';
import { buildBundle } from '@grocer/local/bundles';
import { readEstateYaml } from '@grocer/local/estate-yaml';

const root = join(import.meta.dirname, '..');
const { deployables } = readEstateYaml(join(root, 'infra/estate.yaml'));
for (const [name, { folder, entry }] of Object.entries(deployables)) {
  if (!entry.startsWith('dist/')) continue;
  const startedAt = performance.now();
  const outcome = await buildBundle({ root, file: join(root, folder, entry) });
  console.log(`${name}: ${folder}/${entry} ${outcome} (${Math.round(performance.now() - startedAt)} ms)`);
}
