import { isUtf8 } from 'node:buffer';

/** A line of a stream, numbered from 1; or, if it is no text, why not and how it begins. */
export type TextLine =
  | { readonly number: number; readonly text: string; readonly fault?: never }
  | { readonly number: number; readonly text: string; readonly fault: 'too-long' | 'not-utf-8' };

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const BEGINNING = 500;

/**
 * The lines of a stream, as many at a time as a chunk completes, in memory of a chunk and a line: of one longer than `maxBytes`
 * only the beginning is kept. Takes LF and CRLF, drops a byte order mark, and gives a last line that nothing ends.
 */
export async function* readTextLines(
  source: AsyncIterable<Uint8Array>,
  { maxBytes }: { maxBytes: number },
): AsyncGenerator<TextLine[]> {
  let number = 0;
  let pieces: Buffer[] = [];
  let size = 0;

  const add = (piece: Buffer) => {
    // One piece beyond the limit tells that it is beyond; the rest need not be kept.
    if (size <= maxBytes) pieces.push(size + piece.length > maxBytes ? piece.subarray(0, maxBytes + 1 - size) : piece);
    size += piece.length;
  };
  const complete = (): TextLine => {
    number += 1;
    const [only] = pieces;
    const line = toLine(number, pieces.length === 1 && only ? only : Buffer.concat(pieces), size > maxBytes);
    pieces = [];
    size = 0;
    return line;
  };

  for await (const part of source) {
    const chunk = Buffer.from(part.buffer, part.byteOffset, part.byteLength);
    const lines: TextLine[] = [];
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      add(chunk.subarray(from, end));
      lines.push(complete());
      from = end + 1;
    }
    if (from < chunk.length) add(chunk.subarray(from));
    if (lines.length > 0) yield lines;
  }
  if (size > 0) yield [complete()];
}

function toLine(number: number, bytes: Buffer, isTooLong: boolean): TextLine {
  if (isTooLong) return { number, text: bytes.toString('utf8', 0, BEGINNING), fault: 'too-long' };
  if (!isUtf8(bytes)) return { number, text: bytes.toString('utf8', 0, BEGINNING), fault: 'not-utf-8' };
  const end = bytes.at(-1) === RETURN ? bytes.length - 1 : bytes.length;
  const text = bytes.toString('utf8', 0, end);
  return { number, text: number === 1 && text.startsWith('\uFEFF') ? text.slice(1) : text };
}
