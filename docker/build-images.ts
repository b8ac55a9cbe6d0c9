// npm run build:images: every image of the estate, and how much each adds to its base.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { docker, EngineFault, findClient } from './engine.ts';
import { baseImage, baseImages, ownImage, ownImages } from './images.ts';

const root = join(import.meta.dirname, '..');
const MEGABYTE = 1_000_000;
/** What runs in the clouds: the others only serve to build and to test. */
const shipped = {
  catalogue: 'services/catalogue',
  checkout: 'services/checkout',
  'appliance-shim': 'appliance-shim',
  tasks: 'packages/database',
} as const;

function build(client: string, { name, dockerfile, args }: (typeof ownImages)[number], revision: string): void {
  const startedAt = performance.now();
  const given = { NODE_IMAGE: baseImage('node'), BUILD_IMAGE: ownImage('build'), REVISION: revision, ...args };
  const flags = Object.entries(given).flatMap(([key, value]) => ['--build-arg', `${key}=${value}`]);
  docker(client, ['build', '--file', join(root, 'docker', dockerfile), '--tag', ownImage(name), ...flags, root]);
  console.log(`built ${ownImage(name)} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}

/** What is in an image, as CycloneDX: the packages of its workspace, which its bundle is made of. */
function writeSbom(name: string, folder: string): void {
  const file = join(root, 'dist', 'sbom', `${name}.cdx.json`);
  mkdirSync(dirname(file), { recursive: true });
  const flags = ['--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--prod', '--lockfile-only'];
  const command = ['-y', 'pnpm@12.21.0', 'sbom', ...flags, '--filter', `./${folder}`, '--out', file];
  execFileSync('npx', command, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
}

function sizeOf(client: string, image: string): number {
  return Number(docker(client, ['image', 'inspect', image, '--format', '{{.Size}}']));
}

/** The commit that the sources are at. */
function readRevision(): string {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return 'unknown';
  }
}

try {
  const client = findClient();
  const revision = readRevision();
  for (const image of ownImages) build(client, image, revision);
  const base = sizeOf(client, baseImage('node'));
  for (const [name, folder] of Object.entries(shipped)) {
    writeSbom(name, folder);
    const over = (sizeOf(client, ownImage(name as keyof typeof shipped)) - base) / MEGABYTE;
    console.log(`image ${name} ${over.toFixed(1)} MB over base`);
  }
} catch (error) {
  if (!(error instanceof EngineFault)) throw error;
  const { variable, offline } = baseImages.node;
  console.error(error.message);
  if (/pull|resolve|registry/.test(error.message))
    console.error(`Without a registry: npm run docker:offline, then ${variable}=${offline} npm run build:images.`);
  process.exitCode = 1;
}
