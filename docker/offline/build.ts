// npm run docker:offline: base images of the public ones' interface, from Debian's and npm's packages, for machines without a registry.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { docker, EngineFault, findClient, hasImage } from '../engine.ts';

const folder = import.meta.dirname;
const _root = join(folder, '..', '..');
const HASH_LABEL = 'example.grocer.offline';
const NPM_VERSION = '11';
const DEBIAN = 'local/debian:trixie-slim';

/** The images, each with the files that it is made of; those before it come first. */
const images = [
  { tag: 'local/node:24-trixie-slim', dockerfile: 'node.Dockerfile', files: [] },
  { tag: 'local/postgres:17', dockerfile: 'postgres.Dockerfile', files: ['postgres-entrypoint.sh'] },
  { tag: 'local/ryuk:0', dockerfile: 'reaper.Dockerfile', files: ['reaper.mjs'] },
];

/** Debian, as small as it boots. debootstrap wants root. */
function buildDebian(client: string): void {
  if (hasImage(client, DEBIAN)) return;
  if (spawnSync('debootstrap', ['--version']).status !== 0) {
    throw new EngineFault('debootstrap is not installed: apt-get install debootstrap.');
  }
  console.log(`building ${DEBIAN} …`);
  const work = mkdtempSync(join(tmpdir(), 'grocer-debian-'));
  try {
    const packages = '--include=ca-certificates';
    execFileSync('debootstrap', ['--variant=minbase', packages, 'trixie', join(work, 'root')], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    slim(join(work, 'root'));
    execFileSync('tar', [
      '--create',
      '--file',
      join(work, 'root.tar'),
      '--directory',
      join(work, 'root'),
      '--numeric-owner',
      '.',
    ]);
    docker(client, ['import', join(work, 'root.tar'), DEBIAN]);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** What a container never reads; and the certificates that this machine trusts, or its proxy's would not be. */
function slim(debian: string): void {
  for (const path of [
    'var/cache/apt',
    'var/lib/apt/lists',
    'usr/share/doc',
    'usr/share/man',
    'usr/share/locale',
    'usr/share/info',
  ]) {
    rmSync(join(debian, path), { recursive: true, force: true });
  }
  const certificates = process.env.NODE_EXTRA_CA_CERTS || '/etc/ssl/certs/ca-certificates.crt';
  if (existsSync(certificates)) copyFileSync(certificates, join(debian, 'etc/ssl/certs/ca-certificates.crt'));
}

function build(client: string, { tag, dockerfile, files }: (typeof images)[number], context: string): void {
  const hash = createHash('sha256').update(process.version);
  for (const file of [dockerfile, ...files]) hash.update(readFileSync(join(folder, file)));
  const label = hash.digest('hex');
  if (hasImage(client, tag, [HASH_LABEL, label])) return;
  console.log(`building ${tag} …`);
  docker(client, [
    'build',
    '--tag',
    tag,
    '--label',
    `${HASH_LABEL}=${label}`,
    '--file',
    join(folder, dockerfile),
    context,
  ]);
}

/** A context with everything that the images take from this machine: the pinned Node, and its npm. */
function prepareContext(): string {
  const context = mkdtempSync(join(tmpdir(), 'grocer-offline-'));
  copyFileSync(process.execPath, join(context, 'node'));
  chmodSync(join(context, 'node'), 0o755);
  const packed = execFileSync('npm', ['pack', `npm@${NPM_VERSION}`, '--silent'], {
    cwd: context,
    encoding: 'utf8',
  }).trim();
  mkdirSync(join(context, 'npm'));
  execFileSync('tar', [
    '--extract',
    '--file',
    join(context, packed),
    '--directory',
    join(context, 'npm'),
    '--strip-components=1',
  ]);
  for (const { files } of images) for (const file of files) copyFileSync(join(folder, file), join(context, file));
  return context;
}

try {
  const client = findClient();
  buildDebian(client);
  const context = prepareContext();
  try {
    for (const image of images) build(client, image, context);
  } finally {
    rmSync(context, { recursive: true });
  }
  console.log(images.map(({ tag }) => tag).join(' '));
} catch (error) {
  if (!(error instanceof EngineFault)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
