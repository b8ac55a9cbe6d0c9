import { pipeline, Readable } from 'node:stream';
import { promisify } from 'node:util';
import { brotliCompress, constants, createBrotliCompress, createGzip, gzip } from 'node:zlib';
import { negotiate } from '@fastify/accept-negotiator';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { EdgeRules } from './rules.ts';
import { addVary } from './vary.ts';

type Encoding = EdgeRules['compression']['encodings'][number];

/** Says how an answer would be encoded for a client. */
export interface Compression {
  /** Prepares headers for a body of this length: `Vary`, and a weak `ETag` where the body would be compressed (RFC 9110 §8.8.1). */
  prepare(request: FastifyRequest, reply: FastifyReply, bytes: number): Encoding | undefined;
}

/** As much as is gained quickly: the last percents cost many times the CPU. */
const brotliParams = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };
const toBuffer = {
  br: (body: Buffer) => promisify(brotliCompress)(body, brotliParams),
  gzip: promisify<Buffer, Buffer>(gzip),
};
const toStream = { br: () => createBrotliCompress(brotliParams), gzip: () => createGzip() };

/** Compresses what goes out, by the rules. A kept answer is compressed once for everyone. */
export function compressAnswers(app: FastifyInstance, rules: EdgeRules['compression']): Compression {
  const compressed = new WeakMap<Buffer, Map<Encoding, Promise<Buffer>>>();

  function prepare({ headers }: FastifyRequest, reply: FastifyReply, bytes: number): Encoding | undefined {
    if (bytes < rules.minimumBytes || !isCompressible(reply, rules.types)) return undefined;
    addVary(reply, 'Accept-Encoding');
    const wanted = negotiate(String(headers['accept-encoding'] ?? '').toLowerCase(), rules.encodings);
    const encoding = rules.encodings.find((known) => known === wanted);
    const etag = reply.getHeader('etag');
    if (encoding && typeof etag === 'string' && !etag.startsWith('W/')) reply.header('etag', `W/${etag}`);
    return encoding;
  }

  // By callback: what is not compressed goes on at once, as an event stream's headers must.
  app.addHook('onSend', (request, reply, payload: unknown, done) => {
    const body = typeof payload === 'string' ? Buffer.from(payload) : payload;
    const isStream = body instanceof Readable;
    if (!(isStream || Buffer.isBuffer(body)) || [204, 206, 304].includes(reply.statusCode)) return done(null, payload);
    const bytes = isStream ? Number(reply.getHeader('content-length') ?? Number.POSITIVE_INFINITY) : body.length;
    const encoding = prepare(request, reply, bytes);
    if (!encoding || request.method === 'HEAD') return done(null, payload);
    reply.removeHeader('content-length').header('content-encoding', encoding);
    // A stream that breaks off breaks its compressed form off too: it never looks complete.
    if (isStream)
      return done(
        null,
        pipeline(body, toStream[encoding](), () => undefined),
      );
    compress(body, encoding).then((form) => done(null, form), done);
  });

  function compress(body: Buffer, encoding: Encoding): Promise<Buffer> {
    const forms = compressed.get(body) ?? new Map<Encoding, Promise<Buffer>>();
    const form = forms.get(encoding) ?? toBuffer[encoding](body);
    compressed.set(body, forms.set(encoding, form));
    return form;
  }

  return { prepare };
}

function isCompressible(reply: FastifyReply, types: readonly string[]): boolean {
  const [type = ''] = String(reply.getHeader('content-type') ?? '').split(';', 1);
  const mayBeChanged = !/\bno-transform\b/i.test(String(reply.getHeader('cache-control') ?? ''));
  return mayBeChanged && !reply.hasHeader('content-encoding') && types.includes(type.trim().toLowerCase());
}
