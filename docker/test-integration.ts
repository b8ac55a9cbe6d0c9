// npm run test:integration: the suite in containers, by the images that npm run build:images has built.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { docker, EngineFault, findClient, hasImage } from './engine.ts';
import { baseImage, baseImages, ownImage, ownImages } from './images.ts';

const root = join(import.meta.dirname, '..');
/** What testcontainers labels everything by. */
const LABEL = 'label=org.testcontainers=true';

/** A run that was killed may have left something that its reaper did not live to remove. */
function removeLeftovers(client: string): void {
  const left = (kind: string) => docker(client, [kind, 'ls', '--quiet', '--filter', LABEL]).split('\n').filter(Boolean);
  const containers = docker(client, ['ps', '--all', '--quiet', '--filter', LABEL]).split('\n').filter(Boolean);
  if (containers.length > 0) docker(client, ['rm', '--force', '--volumes', ...containers]);
  for (const kind of ['network', 'volume']) {
    const names = left(kind);
    if (names.length > 0) docker(client, [kind, 'rm', ...names]);
  }
}

function expectImages(client: string): void {
  const missing = ownImages.find(({ name }) => !hasImage(client, ownImage(name)));
  if (missing) throw new EngineFault(`There is no image ${ownImage(missing.name)}: npm run build:images builds it.`);
  for (const name of ['postgres', 'reaper'] as const) {
    const image = baseImage(name);
    if (hasImage(client, image)) continue;
    try {
      docker(client, ['pull', '--quiet', image]);
    } catch {
      const { variable, offline } = baseImages[name];
      throw new EngineFault(
        `The image ${image} cannot be pulled. Put another in its place by ${variable}, or run npm run docker:offline and set ${variable}=${offline}.`,
      );
    }
  }
}

/** An engine on this machine publishes ports here, even if the machine looks like a container and testcontainers thinks otherwise. */
function hostOverride(): Readonly<Record<string, string>> {
  const isHere = /^(unix:|$)/.test(process.env.DOCKER_HOST ?? '');
  return isHere ? { TESTCONTAINERS_HOST_OVERRIDE: '127.0.0.1' } : {};
}

try {
  const client = findClient();
  expectImages(client);
  removeLeftovers(client);
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const env = {
    ...hostOverride(),
    ...process.env,
    [baseImages.reaper.variable]: baseImage('reaper'),
    INTEGRATION: '1',
  };
  const args = [vitest, 'run', '--project', 'integration', ...process.argv.slice(2)];
  process.exitCode = spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' }).status ?? 1;
} catch (error) {
  if (!(error instanceof EngineFault)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
