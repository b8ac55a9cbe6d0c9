import { Rejection } from '@grocer/chassis/errors';
import type { Verifier } from '@grocer/chassis/identity';
import { bearerTokenOf } from '@grocer/chassis/identity/bearer';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createTokenBuckets, type Rate, type TokenBuckets } from '../stand-ins/token-bucket.ts';
import { decodedPath } from './path.ts';

/** How an order is placed (contracts §3). */
const placesOrders = { method: 'POST', path: '/checkout/v1/orders', scope: 'orders:place' };

/** Counts a request for its client; throws `too-many-requests`. */
export type Count = (request: FastifyRequest, reply: FastifyReply) => void;

/**
 * Every request counts for the client's address, which is its connection's: the edge is the first to be called, so that a header
 * such as `X-Forwarded-For` is but what a client says of itself, and is never believed.
 */
export function limitClients(app: FastifyInstance, rate: Rate, isExempt: (request: FastifyRequest) => boolean): Count {
  const buckets = createTokenBuckets(rate);
  const count: Count = (request, reply) => take(buckets, request.ip, reply);
  app.addHook('onRequest', async (request, reply) => {
    if (!isExempt(request)) count(request, reply);
  });
  return count;
}

/**
 * An order counts for the account that a verified token names. A token that is no good, or that may place no order, counts for
 * nobody, and is left for checkout to refuse. While no key can be had to tell, none is let by: Unavailable.
 */
export function limitOrders(app: FastifyInstance, rate: Rate, verifier: Verifier): void {
  const buckets = createTokenBuckets(rate);
  void verifier.warmUp();
  app.addHook('preHandler', async (request, reply) => {
    if (request.method !== placesOrders.method || decodedPath(request.url) !== placesOrders.path) return;
    const account = await accountOf(request, verifier);
    if (account !== undefined) take(buckets, account, reply);
  });
}

async function accountOf({ raw }: FastifyRequest, verifier: Verifier): Promise<string | undefined> {
  const token = bearerTokenOf(raw);
  if (token === undefined) return undefined;
  try {
    const { subject, scopes } = await verifier.verify(token);
    return scopes.has(placesOrders.scope) ? subject : undefined;
  } catch (error) {
    if (error instanceof Rejection) return undefined;
    throw error;
  }
}

function take(buckets: TokenBuckets, key: string, reply: FastifyReply): void {
  const waitSeconds = buckets.take(key);
  if (waitSeconds === 0) return;
  reply.header('retry-after', String(waitSeconds));
  throw new Rejection('too-many-requests', `try again in ${waitSeconds} s`);
}
