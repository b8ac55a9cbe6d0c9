import { Rejection } from '@grocer/chassis/errors';
import type { FastifyInstance } from 'fastify';
import { strays } from './path.ts';

/** Refuses what the edge and a service behind it might read differently: odd paths, and headers that may be there but once. */
export function refuseOddities(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ url, raw: { rawHeaders } }) => {
    if (strays(url)) throw new Rejection('not-found', 'there is nothing at this address');
    const names = rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
    const count = (wanted: string) => names.filter((name) => name === wanted).length;
    if (count('authorization') > 1) throw new Rejection('unauthenticated', 'send one access token');
    if (count('host') > 1) {
      const errors = [{ parameter: 'host', detail: 'is there twice' }];
      throw new Rejection('validation-failed', 'a request is for one host', { errors });
    }
  });
}
