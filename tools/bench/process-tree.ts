import { readdirSync, readFileSync } from 'node:fs';

/** One process and what it takes of memory: its proportional set size, in mebibytes. */
export interface ProcessMemory {
  readonly pid: number;
  readonly command: string;
  readonly pssMb: number;
}

/** The memory of a process and all its descendants, by /proc (Linux); undefined where there is none. */
export function memoryOfTree(root: number): ProcessMemory[] | undefined {
  try {
    const parents = new Map(pids().map((pid) => [pid, parentOf(pid)]));
    const isInTree = (pid: number): boolean => pid === root || (parents.has(pid) && isInTree(parents.get(pid) ?? 0));
    return [...parents.keys()].filter(isInTree).map(memoryOf);
  } catch {
    return undefined;
  }
}

function pids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function parentOf(pid: number): number {
  // The command's name stands in parentheses and may hold anything; the parent is the second field behind it.
  const stat = read(pid, 'stat');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

function memoryOf(pid: number): ProcessMemory {
  const pssKb = Number(/^Pss:\s+(\d+)/m.exec(read(pid, 'smaps_rollup'))?.[1] ?? 0);
  return { pid, command: read(pid, 'cmdline').replaceAll('\0', ' ').trim(), pssMb: pssKb / 1024 };
}

/** A process may end while it is looked at: then it takes nothing. */
function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
