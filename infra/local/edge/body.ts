import type { IncomingMessage } from 'node:http';
import { Rejection } from '@grocer/chassis/errors';

const largestBody = 256 * 1024;
/** A refused body is read off up to here, so that the client sees the answer and not a broken connection. */
const drainLimit = 2 * 1024 * 1024;

/** Reads a body whole before a service is bothered with it; throws `payload-too-large`. */
export async function readBody(payload: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of payload.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size <= largestBody) chunks.push(chunk);
    if (size > drainLimit) break;
  }
  if (size > largestBody) throw new Rejection('payload-too-large', `a body may have at most ${largestBody} bytes`);
  return Buffer.concat(chunks);
}
