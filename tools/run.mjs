// The launcher behind every npm script: `node tools/run.mjs <file.ts | bin> [arguments]`.
// Plain JavaScript without dependencies, because it runs before anything is installed, under whatever Node is there.
// It installs the workspace when the lockfile changed, then runs its target under the pinned Node.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PNPM_VERSION = '12.21.0';
const OLDEST_TO_INSTALL = [20, 0];
const OLDEST_TO_RUN = [22, 18]; // the first line that strips types by default
const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };
const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Passes a signal on to what runs at the moment. */
let passOn = endBy;

function endBy(signal) {
  process.exit(128 + SIGNAL_NUMBERS[signal]);
}

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

async function install() {
  const stamp = join(root, 'node_modules', '.installed');
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  for (const folder of [root, join(root, 'node_modules')]) {
    if (existsSync(folder) && !isWritable(folder)) {
      fail(`Cannot install: ${folder} is not writable by this user. Clone Grocer into a folder of your own.`);
    }
  }
  // The installer's own standard output goes to stderr: a script's stdout belongs to its result.
  // A group of its own, because npx dies of a SIGTERM without passing it on to pnpm.
  const command = ['npx', '-y', `pnpm@${PNPM_VERSION}`, 'install', '--frozen-lockfile'];
  // npm would try for more than a minute, in silence, before it says that there is no network.
  const env = { npm_config_fetch_retry_mintimeout: '1000', npm_config_fetch_retry_maxtimeout: '5000', ...process.env };
  const code = await run(command, { stdio: ['ignore', 2, 2], detached: true, env }, (signal, pid) => {
    process.kill(-pid, signal);
    endBy(signal);
  });
  if (code !== 0) {
    fail(
      'The installation failed (see above). Check that the npm registry can be reached, then run the command again.',
    );
  }
  writeFileSync(stamp, wanted);
}

function isWritable(folder) {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function findNode() {
  const pinned = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(pinned)) return pinned;
  if (isAtLeast(OLDEST_TO_RUN)) return process.execPath;
  return fail(
    `Grocer needs Node ${OLDEST_TO_RUN.join('.')} or newer on ${process.platform}-${process.arch}; this is ${process.version}. Install a newer Node.`,
  );
}

/** Runs a command to its end, and gives its exit code; signals reach it meanwhile. */
function run([command, ...args], options, signalTo = (signal, pid) => process.kill(pid, signal)) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, ...options });
    passOn = (signal) => signalTo(signal, child.pid);
    child.on('error', (error) => fail(`Cannot run ${command}: ${error.message}.`));
    child.on('exit', (code, signal) => {
      passOn = endBy;
      resolve(code ?? 128 + (SIGNAL_NUMBERS[signal] ?? 0));
    });
  });
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => passOn(signal));
// npm's `sh -c` dies of a SIGTERM without passing it on: notice being orphaned.
const parent = process.ppid;
const watch = setInterval(() => {
  if (process.ppid === parent) return;
  clearInterval(watch);
  passOn('SIGTERM');
}, 500);
watch.unref();

if (!isAtLeast(OLDEST_TO_INSTALL)) {
  fail(`Grocer needs Node ${OLDEST_TO_INSTALL[0]} or newer; this is ${process.version}. Install a newer Node.`);
}
await install();

const [target, ...args] = process.argv.slice(2);
const node = findNode();
const bin = join(root, 'node_modules', '.bin');
const command = target.endsWith('.ts')
  ? [node, '--disable-warning=ExperimentalWarning', join(root, target)]
  : [join(bin, target)];
process.exitCode = await run([...command, ...args], {
  stdio: 'inherit',
  env: { ...process.env, PATH: [dirname(node), bin, process.env.PATH].join(delimiter) },
});
