import { setTimeout as delay } from 'node:timers/promises';
import { Rejection, Unavailable } from '@grocer/chassis/errors';
import type { HttpApp } from '@grocer/chassis/http';
import type { Database } from '@grocer/chassis/postgres';
import { ImportQuery, ImportResult, jsonLines, Publication } from '@grocer/contracts/imports';
import type { FastifyRequest } from 'fastify';
import type { Products } from './read-model/products.ts';
import { NoQuery } from './routes.ts';
import { importProducts } from './workflows/import-products.ts';

const BODY_LIMIT = 64 * 1024 * 1024;

/** How long the publication of what was written may take before whoever waits for it is asked to come again. */
const PUBLICATION_LIMIT_MS = 10_000;

interface ImportRouteDependencies {
  readonly database: Database;
  readonly products: Pick<Products, 'model' | 'capacity' | 'catchUp'>;
  /** Resolves when the edge has been told of what is served. */
  readonly told: () => Promise<void>;
  readonly clock: () => Date;
}

/** Adds the bulk import. Its body is read as fast as it is written down, in a scope of its own: nothing else takes a stream. */
export function addImportRoutes(app: HttpApp, dependencies: ImportRouteDependencies): void {
  const { database, products, clock } = dependencies;
  addPublication(app, dependencies);
  app.register(async (imports: HttpApp) => {
    imports.removeAllContentTypeParsers();
    imports.addContentTypeParser(jsonLines, (_request, payload, done) => done(null, payload));
    imports.post(
      '/catalogue/v1/imports',
      {
        config: { scope: 'catalogue:write' },
        bodyLimit: BODY_LIMIT,
        schema: {
          summary:
            'Creates and replaces products, one JSON line each, and tells how many; what is as it was stays untouched',
          querystring: ImportQuery,
          response: { 200: ImportResult },
        },
      },
      async (request: FastifyRequest<{ Querystring: ImportQuery }>, reply) => {
        reply.header('cache-control', 'no-store');
        const job = {
          by: request.caller?.subject ?? '',
          at: clock(),
          replacesEdited: request.query.edited === 'replace',
        };
        return importProducts({ database, room: products }, request.raw, job).catch((error: unknown) => {
          throw request.raw.errored ? new Rejection('validation-failed', 'the body broke off', { errors: [] }) : error;
        });
      },
    );
  });
}

function addPublication(app: HttpApp, { products, told }: ImportRouteDependencies): void {
  async function publish(): Promise<true> {
    await products.catchUp(['products']);
    await told();
    return true;
  }

  app.post(
    '/catalogue/v1/imports/publication',
    {
      config: { scope: 'catalogue:write' },
      schema: {
        summary:
          'Answers when this replica serves whatever was written before, and the edge has been told what to drop',
        querystring: NoQuery,
        response: { 200: Publication },
      },
    },
    async (_request, reply) => {
      reply.header('cache-control', 'no-store');
      if (!(await Promise.race([publish(), delay(PUBLICATION_LIMIT_MS, false, { ref: false })]))) {
        throw new Unavailable('edge');
      }
      return { products: products.model.size };
    },
  );
}
