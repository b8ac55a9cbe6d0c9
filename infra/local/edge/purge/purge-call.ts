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
    const refusal = spend(objects.length);
    reply.headers(left());
    if (refusal)
      return refuse(reply.header('retry-after', refusal.waitSeconds), 429, refusal.title, undefined, refusal);
    purge(objects);
    const id = randomUUID();
    // Akamai needs 5 s; here it is done.
    const accepted = { httpStatus: 201, detail: 'Request accepted', estimatedSeconds: 0, purgeId: id, supportId: id };
    return reply.code(201).header('cache-control', 'no-store').send(accepted);
  });

  /** A call costs itself and its tags; one that is refused costs nothing. */
  function spend(count: number): Refusal | undefined {
    const remaining = calls.left(account);
    const ofCalls = { rateLimit: limits.calls.burst, rateLimitCurrentRequestSize: 1, rateLimitRemaining: remaining };
    if (remaining < 1) return { title: 'Rate Limit exceeded', waitSeconds: 1, ...ofCalls };
    const rateLimitRemaining = tags.left(account);
    const waitSeconds = tags.take(account, count);
    if (waitSeconds === 0) return void calls.take(account);
    const ofTags = { rateLimit: limits.tags.burst, rateLimitCurrentRequestSize: count, rateLimitRemaining };
    return { title: 'Tag Rate Limit exceeded', waitSeconds, ...ofTags };
  }

  function left(): Record<string, number> {
    return {
      'x-ratelimit-limit': limits.calls.burst,
      'x-ratelimit-limit-per-second': limits.calls.perSecond,
      'x-ratelimit-remaining': calls.left(account),
      'x-ratelimit-limit-objects': limits.tags.burst,
      'x-ratelimit-remaining-objects': tags.left(account),
    };
  }
}

/** Too many calls or tags, as Akamai tells it. */
interface Refusal {
  readonly title: string;
  readonly waitSeconds: number;
  readonly rateLimit: number;
  readonly rateLimitCurrentRequestSize: number;
  readonly rateLimitRemaining: number;
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

function refuse(reply: FastifyReply, status: number, title: string, detail?: string, refusal?: Refusal): FastifyReply {
  const { title: _title, waitSeconds: _wait, ...limits } = refusal ?? {};
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .send(JSON.stringify({ title, status, httpStatus: status, detail, supportId: randomUUID(), ...limits }));
}
