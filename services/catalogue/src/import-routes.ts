import { Rejection } from '@grocer/chassis/errors';
import type { HttpApp } from '@grocer/chassis/http';
import type { Database } from '@grocer/chassis/postgres';
import { ImportQuery, ImportResult, jsonLines } from '@grocer/contracts/imports';
import type { FastifyRequest } from 'fastify';
import { importProducts } from './workflows/import-products.ts';

const BODY_LIMIT = 64 * 1024 * 1024;

/** Adds the bulk import. Its body is read as fast as it is written down, in a scope of its own: nothing else takes a stream. */
export function addImportRoutes(app: HttpApp, { database, clock }: { database: Database; clock: () => Date }): void {
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
        return importProducts(database, request.raw, job).catch((error: unknown) => {
          throw request.raw.errored ? new Rejection('validation-failed', 'the body broke off', { errors: [] }) : error;
        });
      },
    );
  });
}
