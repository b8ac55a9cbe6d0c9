import type { FastifyRequest } from 'fastify';
import { Rejection } from './errors.ts';
import type { HttpApp } from './http.ts';
import { asNewcomer } from './line.ts';

/**
 * Refuses what exceeds the limit at once: a queue of its own would only turn overload into timeouts. A request counts until
 * it is answered, even if nobody is there any more to hear it; those let in begin one at a turn of the event loop.
 */
export function limitWork(app: HttpApp, maxInFlight: number): void {
  const counted = new WeakSet<FastifyRequest>();
  let inFlight = 0;
  const mayBegin = createTurnstile();
  app.addHook('onRequest', async (request) => {
    const { isStream, isProbe } = request.routeOptions.config;
    if (isStream || isProbe) return;
    if (inFlight >= maxInFlight) throw new Rejection('overloaded', 'too many requests are in work, try again shortly');
    counted.add(request);
    inFlight += 1;
    await mayBegin();
  });
  app.addHook('preHandler', (_request, _reply, done) => asNewcomer(done));
  // Not onResponse, which never comes when the client has gone.
  app.addHook('onSend', async (request) => {
    if (counted.delete(request)) inFlight -= 1;
  });
}

/** Lets one begin at each turn of the event loop: a crowd's work keeps no newcomer from being counted, and refused. */
function createTurnstile(): () => Promise<void> {
  const waiting: (() => void)[] = [];
  function turn(): void {
    waiting.shift()?.();
    if (waiting.length > 0) setImmediate(turn);
  }
  return () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    if (waiting.push(resolve) === 1) setImmediate(turn);
    return promise;
  };
}
