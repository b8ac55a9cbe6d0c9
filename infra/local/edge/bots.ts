import { Rejection } from '@grocer/chassis/errors';
import type { FastifyInstance } from 'fastify';
import { type EdgeRules, matcherOf } from './rules.ts';

/** Refuses whoever names itself as one of the bots that nobody wants. One that lies about itself is but a client, and is limited as one. */
export function refuseBots(app: FastifyInstance, bots: EdgeRules['bots']): void {
  const isBot = matcherOf(bots.flatMap(({ userAgents }) => userAgents));
  app.addHook('onRequest', async ({ headers }) => {
    if (isBot(headers['user-agent'] ?? ''))
      throw new Rejection('client-refused', 'its user agent is one of those that the edge refuses');
  });
}
