import { createHttp, type HttpApp } from '@grocer/chassis/http';
import type { Verifier } from '@grocer/chassis/identity';
import type { Log } from '@grocer/chassis/log';
import { publishOpenApi } from '@grocer/chassis/openapi';
import type { Database } from '@grocer/chassis/postgres';
import { addImportRoutes } from './import-routes.ts';
import type { Products } from './read-model/products.ts';
import { addReadRoutes } from './routes.ts';
import { addWriteRoutes } from './write-routes.ts';

/** What the catalogue works with. */
export interface CatalogueDependencies {
  readonly database: Database;
  readonly products: Products;
  /** Resolves when the edge has been told of what is served; not given where no edge is told anything. */
  readonly told?: () => Promise<void>;
  readonly verifier: Verifier;
  readonly log: Log;
  readonly clock: () => Date;
}

/** Builds the catalogue's application; it listens nowhere yet. */
export function buildApp(dependencies: CatalogueDependencies): HttpApp {
  const { database, products, verifier, log, clock, told = async () => undefined } = dependencies;
  const app = createHttp({ log, verifier, isReady: products.isReady });
  publishOpenApi(app, {
    prefix: '/catalogue',
    title: 'Catalogue',
    description: 'What the shop sells, at which price, and whether it is on the shelf.',
  });
  addReadRoutes(app, { products, database });
  addWriteRoutes(app, { database, products, clock });
  addImportRoutes(app, { database, products, told, clock });
  return app;
}
