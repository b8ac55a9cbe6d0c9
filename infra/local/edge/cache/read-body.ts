import { Readable } from 'node:stream';

/** Reads a body whole; one that is longer than `maxBytes` comes back as a stream, from its beginning. */
export async function readUpTo(body: Readable, maxBytes: number): Promise<Buffer | Readable> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body.iterator({ destroyOnReturn: false })) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxBytes) return Readable.from(joined(chunks, body));
  }
  return Buffer.concat(chunks);
}

async function* joined(read: readonly Buffer[], rest: Readable): AsyncGenerator<Buffer> {
  yield* read;
  yield* rest;
}
