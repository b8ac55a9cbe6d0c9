import { readFileSync } from 'node:fs';

/** The memory that a process holds for itself, in MB; undefined where the system does not tell (anywhere but on Linux). */
export function privateMemoryMb(pid: number): number | undefined {
  try {
    const [, kilobytes] = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    return undefined; // it has ended
  }
}
