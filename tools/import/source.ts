import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { readTextLines } from '@grocer/chassis/text-lines';
import { ToolFault } from '../run-tool.ts';

/** A row, one line of most formats, may have so many bytes. */
export const maxRowBytes = 512 * 1024;

/** A file to import: plain, or gzip. */
export interface Source {
  readonly path: string;
  readonly bytes: number;
  readonly isGzip: boolean;
}

/** Finds the file; throws a ToolFault that says in a sentence what is wrong with it. */
export function findSource(path: string): Source {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw new ToolFault(`There is no file ${path}.`);
  if (!stat.isFile()) throw new ToolFault(`${path} is no file.`);
  if (stat.size === 0) throw new ToolFault(`${path} is empty: it has not even a header.`);
  const [first, second] = beginningOf(path);
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw new ToolFault(`${path} is in UTF-16: save it in UTF-8.`);
  }
  return { path, bytes: stat.size, isGzip: first === 0x1f && second === 0x8b };
}

/** Reads a gzip file to its end, so that of one that is cut off or damaged nothing at all is imported. */
export async function checkSource({ path, isGzip }: Source, onBytes: (read: number) => void): Promise<void> {
  if (!isGzip) return;
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  try {
    await pipeline(file, createGunzip(), async (text: AsyncIterable<Buffer>) => {
      for await (const _ of text) onBytes(file.bytesRead);
    });
  } catch (error) {
    const why = error instanceof Error && error.message.includes('end of file') ? 'is cut off' : 'is damaged';
    throw new ToolFault(`${path} ${why}: gzip cannot be read to its end, so nothing was imported. Get the file again.`);
  }
}

/** The file's text, as it is read. */
export function openSource({ path, isGzip }: Source, onBytes: (read: number) => void = () => undefined): Readable {
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  file.on('data', () => onBytes(file.bytesRead));
  if (!isGzip) return file;
  const text = createGunzip();
  file.on('error', (error) => text.destroy(error));
  return file.pipe(text);
}

/** The first line, which tells what format the file has. */
export async function firstLineOf(source: Source): Promise<string> {
  const text = openSource(source);
  try {
    for await (const [line] of readTextLines(text, { maxBytes: maxRowBytes })) {
      if (line?.fault) throw new ToolFault(`${source.path} has no header: its first line is no text of a table.`);
      return line?.text ?? '';
    }
  } catch (error) {
    if (error instanceof ToolFault) throw error;
    throw new ToolFault(`${source.path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  } finally {
    text.destroy();
  }
  throw new ToolFault(`${source.path} is empty: it has not even a header.`);
}

function beginningOf(path: string): Buffer {
  const bytes = Buffer.alloc(2);
  const file = openSync(path, 'r');
  readSync(file, bytes);
  closeSync(file);
  return bytes;
}
