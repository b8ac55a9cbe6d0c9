import { existsSync } from 'node:fs';
import fastifyStatic from '@fastify/static';
import { sendProblem } from '@grocer/chassis/http-problems';
import { apiAudience, storefrontClientId } from '@grocer/contracts/identity';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { decodedPath } from './path.ts';
import { pagesPolicy } from './security-headers.ts';

export interface PagesOptions {
  /** The folder of the built pages; before it exists there are none. */
  readonly pages: string;
  readonly issuer: string;
  /** Where a curious customer may look behind the scenes. */
  readonly observatory: string;
}

/** Names with a content hash never change their content. */
const hashed = /-[\w-]{8}\.(?:js|css|map|woff2)$/;

/** Serves the shop's files, its page for every address of the shop's own, and the settings of this estate. */
export async function servePages(app: FastifyInstance, { pages, issuer, observatory }: PagesOptions): Promise<void> {
  const headers = { 'content-security-policy': pagesPolicy(issuer), 'cache-control': 'no-cache' };
  app.get('/config.json', async (_request, reply) =>
    reply.headers(headers).send({ issuer, observatory, clientId: storefrontClientId, audience: apiAudience }),
  );
  const isBuilt = existsSync(pages);
  if (isBuilt) {
    await app.register(fastifyStatic, {
      root: pages,
      cacheControl: false,
      setHeaders: (reply, path) => {
        reply.headers(headers);
        if (hashed.test(path)) reply.header('cache-control', 'public, max-age=31536000, immutable');
      },
    });
  }
  app.setNotFoundHandler((request, reply) =>
    isBuilt && wantsPage(request) ? reply.sendFile('index.html') : refuse(request, reply),
  );
}

/** A browser that navigates, to an address that names no file; health probes stay inside. */
function wantsPage({ method, url, headers }: FastifyRequest): boolean {
  const path = decodedPath(url);
  const isNavigation = (method === 'GET' || method === 'HEAD') && (headers.accept ?? '').includes('text/html');
  return isNavigation && !/\.\w+$/.test(path) && !path.startsWith('/health');
}

function refuse(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return sendProblem(request, reply, 'not-found', 'there is nothing at this address', {});
}
