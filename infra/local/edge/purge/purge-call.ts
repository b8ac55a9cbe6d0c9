import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createTokenBuckets, type Rate } from '../../stand-ins/token-bucket.ts';
import { isTag } from '../cache/answer.ts';
import type { Count } from '../limits.ts';
import { createEdgeGridVerifier, type EdgeGridCredentials } from './edgegrid.ts';

/** How much may be purged: an account's calls, and the tags in them. */
export interface PurgeLimits {
  readonly maxBodyBytes: number;
  readonly calls: Rate;
  readonly tags: { readonly burst: number; readonly perMinute: number };
}

export interface PurgeOptions {
  readonly credentials: EdgeGridCredentials;
  readonly limits: PurgeLimits;
  readonly purge: (tags: readonly string[]) => void;
  /** Counts a call that is not signed for its sender, as any request. */
  readonly countClient: Count;
}

const path = '/ccu/v3/invalidate/tag/production';
const account = 'ours';

/** Whether the request is a call of the purge API, which has limits of its own. */
export function isPurgeCall({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.url === path;
}

/** Takes Akamai's own call that invalidates by cache tag (Fast Purge API v3), with its answers and limits. */
export function takePurges(app: FastifyInstance, { credentials, limits, purge, countClient }: PurgeOptions): void {
  const { check } = createEdgeGridVerifier(credentials);
  const calls = createTokenBuckets(limits.calls);
  const tags = createTokenBuckets({ burst: limits.tags.burst, perSecond: limits.tags.perMinute / 60 });

  app.post(path, (request, reply) => {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const { method, protocol: scheme, host, headers } = request;
    const fault = check({ method, scheme, host, url: request.url, authorization: headers.authorization, body });
    if (fault) {
      countClient(request, reply);
      return refuse(reply, fault.status, fault.status === 401 ? 'Not authorized' : 'Bad request', fault.detail);
    }
    if (body.length > limits.maxBodyBytes) return refuse(reply, 413, 'Request Entity Too Large');
    const objects = objectsIn(body);
    if (!objects) return refuse(reply, 400, 'Bad request', 'objects has to be a list of cache tags');
    if (calls.left(account) < 1)
      return refuseFor(reply, 'Rate Limit exceeded', 1, limits.calls.burst, calls.left(account), 1);
    const waitSeconds = tags.take(account, objects.length);
    if (waitSeconds > 0) {
      const title = 'Tag Rate Limit exceeded';
      return refuseFor(reply, title, objects.length, limits.tags.burst, tags.left(account), waitSeconds);
    }
    calls.take(account);
    purge(objects);
    const id = randomUUID();
    return reply
      .code(201)
      .headers({ 'cache-control': 'no-store', 'x-ratelimit-remaining': calls.left(account) })
      .send({
        httpStatus: 201,
        detail: 'Request accepted',
        // Akamai needs 5 s; here it is done.
        estimatedSeconds: 0,
        purgeId: id,
        supportId: id,
      });
  });
}

/** The tags in a call, or undefined where it is no call. */
function objectsIn(body: Buffer): string[] | undefined {
  const { objects } = parse(body) ?? {};
  const isList = Array.isArray(objects) && objects.length > 0;
  return isList && objects.every((object) => typeof object === 'string' && isTag(object)) ? objects : undefined;
}

function parse(body: Buffer): { objects?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function refuseFor(
  reply: FastifyReply,
  title: string,
  size: number,
  rateLimit: number,
  left: number,
  waitSeconds: number,
): FastifyReply {
  reply.header('retry-after', String(waitSeconds));
  return refuse(reply, 429, title, undefined, {
    rateLimit,
    rateLimitCurrentRequestSize: size,
    rateLimitRemaining: left,
  });
}

function refuse(
  reply: FastifyReply,
  status: number,
  title: string,
  detail?: string,
  extra: Readonly<Record<string, number>> = {},
): FastifyReply {
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .send(JSON.stringify({ title, status, httpStatus: status, detail, supportId: randomUUID(), ...extra }));
}
