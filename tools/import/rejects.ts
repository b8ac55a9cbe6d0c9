import { once } from 'node:events';
import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { dirname } from 'node:path';
import type { ImportFault } from '@grocer/contracts/imports';
import type { RejectedRow } from './rows.ts';

/** The rows that are no products: counted by reason, and written to a file of JSON lines, which is made with the first of them. */
export interface Rejects {
  readonly counts: ReadonlyMap<ImportFault, number>;
  /** Undefined as long as there are none. */
  readonly file: string | undefined;
  add(row: RejectedRow): Promise<void>;
  close(): Promise<void>;
}

export function createRejects(path: string): Rejects {
  const counts = new Map<ImportFault, number>();
  let file: WriteStream | undefined;
  return {
    counts,
    get file() {
      return file && path;
    },
    async add({ line, reason, detail, row }) {
      counts.set(reason, (counts.get(reason) ?? 0) + 1);
      if (!file) mkdirSync(dirname(path), { recursive: true });
      file ??= createWriteStream(path);
      if (!file.write(`${JSON.stringify({ line, reason, detail, row })}\n`)) await once(file, 'drain');
    },
    async close() {
      if (!file) return;
      file.end();
      await once(file, 'close');
    },
  };
}
