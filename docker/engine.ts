import { spawnSync } from 'node:child_process';

/** Something that keeps images from being built or run; one sentence that says what to do. */
export class EngineFault extends Error {
  override readonly name = 'EngineFault';
}

/** Debian's own client builds by BuildKit without the buildx plugin, which a newer one may lack. */
const clients = ['docker', '/usr/bin/docker'];
/** Docker 20.10: the first whose BuildKit knows all that the Dockerfiles use. */
const OLDEST_API = 41;

/** The client to build with: one that knows BuildKit. Throws EngineFault where there is none, or no engine answers. */
export function findClient(): string {
  const installed = clients.filter((client) => spawnSync(client, ['--version']).status === 0);
  if (installed.length === 0) throw new EngineFault('Docker is not installed: the command docker is not found.');
  const client = installed.find(knowsBuildKit);
  if (!client) throw new EngineFault('The Docker client cannot build by BuildKit: install its plugin buildx.');
  const { status, stdout } = spawnSync(client, ['version', '--format', '{{.Server.APIVersion}}'], { encoding: 'utf8' });
  if (status !== 0) throw new EngineFault('No Docker engine answers: start it, or set DOCKER_HOST to one that runs.');
  const version = stdout.trim();
  if (Number(version.split('.')[1]) < OLDEST_API)
    throw new EngineFault(
      `The Docker engine is too old: its API is ${version}, and 1.${OLDEST_API} (Docker 20.10) is needed.`,
    );
  return client;
}

/** Up to version 22 it is part of the client. */
function knowsBuildKit(client: string): boolean {
  const { stdout } = spawnSync(client, ['--version'], { encoding: 'utf8' });
  const major = Number(/version (\d+)/.exec(stdout)?.[1]);
  return major < 23 || spawnSync(client, ['buildx', 'version']).status === 0;
}

/** Runs the client; answers what it printed. Throws EngineFault with what it said last. */
export function docker(client: string, args: readonly string[], input?: Uint8Array): string {
  const env = { ...process.env, DOCKER_BUILDKIT: '1', BUILDKIT_PROGRESS: 'plain' };
  const { status, stdout, stderr } = spawnSync(client, args, {
    env,
    input,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status === 0) return stdout.trim();
  throw new EngineFault(`docker ${args[0]} failed:\n${(stderr || stdout).trim().split('\n').slice(-20).join('\n')}`);
}

/** Whether there is an image of this name, with this label if one is given. */
export function hasImage(client: string, tag: string, label?: readonly [string, string]): boolean {
  const format = label ? `{{index .Config.Labels "${label[0]}"}}` : '{{.Id}}';
  const { status, stdout } = spawnSync(client, ['image', 'inspect', tag, '--format', format], { encoding: 'utf8' });
  return status === 0 && (label === undefined || stdout.trim() === label[1]);
}
