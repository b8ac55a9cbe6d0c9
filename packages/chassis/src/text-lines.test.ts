import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readTextLines } from './text-lines.ts';

async function linesOf(source: AsyncIterable<Uint8Array>, maxBytes = 100) {
  const lines = [];
  for await (const some of readTextLines(source, { maxBytes })) lines.push(...some);
  return lines;
}

async function* inPieces(bytes: Buffer, size: number) {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

it('gives the same lines however the stream is cut', async () => {
  const text = fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }).filter((line) => !/[\r\n\uFEFF]/.test(line)));
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (lines, size) => {
      const read = await linesOf(inPieces(Buffer.from(lines.map((line) => `${line}\n`).join('')), size), 1000);
      expect(read.map((line) => line.text)).toEqual(lines);
      expect(read.map((line) => line.number)).toEqual(lines.map((_, index) => index + 1));
    }),
  );
});

it('takes CRLF, drops a byte order mark, and gives the last line without an end', async () => {
  const read = await linesOf(inPieces(Buffer.from('\uFEFFone\r\n\r\nthree'), 4));
  expect(read).toEqual([
    { number: 1, text: 'one' },
    { number: 2, text: '' },
    { number: 3, text: 'three' },
  ]);
});

it('keeps of a line that is too long its beginning alone, and reads on behind it', async () => {
  const read = await linesOf(inPieces(Buffer.from(`a\n${'x'.repeat(5000)}\nb`), 64));
  expect(read).toEqual([
    { number: 1, text: 'a' },
    { number: 2, text: 'x'.repeat(101), fault: 'too-long' },
    { number: 3, text: 'b' },
  ]);
});

it('tells of a line that is not in UTF-8', async () => {
  const read = await linesOf(inPieces(Buffer.from('cr\xe8me\nb\n', 'latin1'), 3));
  expect(read.map(({ fault }) => fault)).toEqual(['not-utf-8', undefined]);
});
