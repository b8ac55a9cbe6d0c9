import { readdirSync, readFileSync } from 'node:fs';

/** One process and what it takes of memory: in mebibytes. */
export interface ProcessMemory {
  readonly pid: number;
  readonly command: string;
  readonly pssMb: number;
  /** Its resident set size, shared pages counted whole. */
  readonly rssMb: number;
}

/** The memory of a process and all its descendants, by /proc (Linux); undefined where there is none. */
export function memoryOfTree(root: number): ProcessMemory[] | undefined {
  return pidsOfTree(root)?.map(memoryOf);
}

/** The CPU time that a process and each of its descendants has taken so far, in milliseconds, by /proc. */
export function cpuOfTree(root: number): Map<number, number> | undefined {
  const tree = pidsOfTree(root);
  return tree && new Map(tree.map((pid) => [pid, cpuMsOf(pid)]));
}

/** The most memory that a process has held so far (its resident set), in mebibytes; NaN where there is no /proc. */
export function peakMemoryOf(pid: number): number {
  return Number(/^VmHWM:\s+(\d+)/m.exec(read(pid, 'status'))?.[1]) / 1024;
}

function pidsOfTree(root: number): number[] | undefined {
  try {
    const parents = new Map(pids().map((pid) => [pid, parentOf(pid)]));
    const isInTree = (pid: number): boolean => pid === root || (parents.has(pid) && isInTree(parents.get(pid) ?? 0));
    return [...parents.keys()].filter(isInTree);
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
  return Number(statOf(pid)[1]);
}

/** User and system time stand in clock ticks, of which Linux has a hundred a second. */
function cpuMsOf(pid: number): number {
  const stat = statOf(pid);
  return (Number(stat[11] ?? 0) + Number(stat[12] ?? 0)) * 10;
}

/** The fields behind the command's name, which stands in parentheses and may hold anything. */
function statOf(pid: number): string[] {
  const stat = read(pid, 'stat');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function memoryOf(pid: number): ProcessMemory {
  const pssKb = Number(/^Pss:\s+(\d+)/m.exec(read(pid, 'smaps_rollup'))?.[1] ?? 0);
  const rssKb = Number(/^VmRSS:\s+(\d+)/m.exec(read(pid, 'status'))?.[1] ?? 0);
  return { pid, command: read(pid, 'cmdline').replaceAll('\0', ' ').trim(), pssMb: pssKb / 1024, rssMb: rssKb / 1024 };
}

/** A process may end while it is looked at: then it takes nothing. */
function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
