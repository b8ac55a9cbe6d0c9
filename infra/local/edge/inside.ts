import { Rejection } from '@grocer/chassis/errors';
import type { FastifyInstance } from 'fastify';
import { decodedPath } from './path.ts';
import { type EdgeRules, matcherOf } from './rules.ts';

/** Answers as if there were nothing where a service has what only the estate itself calls, in whatever spelling of the path. */
export function hideTheInside(app: FastifyInstance, inside: EdgeRules['inside']): void {
  const isInside = matcherOf(inside.flatMap(({ paths }) => paths));
  app.addHook('onRequest', async ({ url }) => {
    if (isInside(decodedPath(url))) throw new Rejection('not-found', 'there is nothing at this address');
  });
}
