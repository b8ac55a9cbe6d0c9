// The launcher behind every npm script: `node tools/run.mjs <file.ts | bin> [arguments]`.
// Plain JavaScript without dependencies, because it runs before anything is installed, under whatever Node is there.
// It installs the workspace when the lockfile changed, then runs its target under the pinned Node.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PNPM_VERSION = '12.21.0';
const OLDEST_TO_INSTALL = [20, 0];
const OLDEST_TO_RUN = [22, 18]; // the first line that strips types by default
const root = dirname(dirname(fileURLToPath(import.meta.url)));

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

function isAtLeast([major, minor]) {
  const [ownMajor, ownMinor] = process.versions.node.split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}

function fingerprint() {
  const hash = createHash('sha256').update(`${PNPM_VERSION} ${process.platform} ${process.arch}`);
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json']) {
    hash.update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

function install() {
  const stamp = join(root, 'node_modules', '.installed');
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  try {
    accessSync(root, constants.W_OK);
  } catch {
    fail(`Cannot install: ${root} is not writable by this user. Clone Grocer into a folder of your own.`);
  }
  // The installer's own standard output goes to stderr: a script's stdout belongs to its result.
  const result = spawnSync('npx', ['-y', `pnpm@${PNPM_VERSION}`, 'install', '--frozen-lockfile'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (result.status !== 0) {
    fail(
      'The installation failed (see above). Check that the npm registry can be reached, then run the command again.',
    );
  }
  writeFileSync(stamp, wanted);
}

function findNode() {
  const pinned = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(pinned)) return pinned;
  if (isAtLeast(OLDEST_TO_RUN)) return process.execPath;
  return fail(
    `Grocer needs Node ${OLDEST_TO_RUN.join('.')} or newer on ${process.platform}-${process.arch}; this is ${process.version}. Install a newer Node.`,
  );
}

if (!isAtLeast(OLDEST_TO_INSTALL)) {
  fail(`Grocer needs Node ${OLDEST_TO_INSTALL[0]} or newer; this is ${process.version}. Install a newer Node.`);
}
install();

const [target, ...args] = process.argv.slice(2);
const node = findNode();
const bin = join(root, 'node_modules', '.bin');
const command = target.endsWith('.ts')
  ? [node, '--disable-warning=ExperimentalWarning', join(root, target)]
  : [join(bin, target)];
const child = spawn(command[0], [...command.slice(1), ...args], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, PATH: [dirname(node), bin, process.env.PATH].join(delimiter) },
});
child.on('error', (error) => fail(`Cannot run ${target}: ${error.message}`));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
// npm's `sh -c` dies of a SIGTERM without passing it on: notice being orphaned.
const parent = process.ppid;
const watch = setInterval(() => {
  if (process.ppid !== parent) child.kill('SIGTERM');
}, 500);
child.on('exit', (code, signal) => {
  clearInterval(watch);
  process.exitCode = code ?? 128 + ({ SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }[signal] ?? 0);
});
