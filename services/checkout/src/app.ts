import { createHttp, type HttpApp } from '@grocer/chassis/http';
import type { Verifier } from '@grocer/chassis/identity';
import { publishOpenApi } from '@grocer/chassis/openapi';
import type { Checkout } from './checkout.ts';
import { createOrderWatch } from './order-watch.ts';
import { addOrderRoutes } from './routes.ts';
import { addSlotRoutes } from './slot-routes.ts';

/** What the application needs beside what checkout works with. */
export interface AppOptions {
  readonly checkout: Checkout;
  readonly verifier: Verifier;
  readonly isReady: () => Promise<boolean>;
  readonly maxInFlight: number;
}

const WATCH_INTERVAL_MS = 250;

/** Builds the application; it does not listen. */
export function buildApp({ checkout, verifier, isReady, maxInFlight }: AppOptions): HttpApp {
  const app = createHttp({ log: checkout.log, verifier, isReady, maxInFlight });
  publishOpenApi(app, {
    prefix: '/checkout',
    title: 'Grocer checkout',
    description: 'Delivery slots and orders.',
  });
  const watch = createOrderWatch({ database: checkout.database, log: checkout.log, intervalMs: WATCH_INTERVAL_MS });
  // Open streams would hold the server's close up: they end first.
  app.addHook('preClose', async () => watch.close());
  addSlotRoutes(app, checkout);
  addOrderRoutes(app, checkout, watch);
  return app;
}
