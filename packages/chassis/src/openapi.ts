import type { RouteOptions } from 'fastify';
import type { HttpApp } from './http.ts';

/** Where an API's description goes, and what it says of the whole. */
export interface OpenApiOptions {
  /** The first segment of the public paths; the document is served at `<prefix>/openapi.json`, a page at `<prefix>/docs`. */
  readonly prefix: string;
  readonly title: string;
  readonly description: string;
}

/** Publishes the routes added after this call as an OpenAPI 3.1 document, made of the schemas that validate them. */
export function publishOpenApi(app: HttpApp, options: OpenApiOptions): void {
  const routes: RouteOptions[] = [];
  app.addHook('onRoute', (route) => {
    const isPublic = route.url.startsWith(options.prefix) && !route.config?.isProbe && route.method !== 'HEAD';
    if (isPublic) routes.push(route);
  });
  let document: object | undefined;
  const describeOnce = () => {
    document ??= describeApi(routes, options);
    return document;
  };
  const config = { isProbe: true };
  app.get(`${options.prefix}/openapi.json`, { config }, async () => describeOnce());
  app.get(`${options.prefix}/docs`, { config }, async (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(docsPage(routes, options)),
  );
}

interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, { readonly description?: string }>>;
  readonly required?: readonly string[];
}

interface RouteSchema {
  readonly summary?: string;
  readonly params?: JsonSchema;
  readonly querystring?: JsonSchema;
  readonly headers?: JsonSchema;
  readonly body?: JsonSchema;
  readonly response?: Readonly<Record<string, { readonly description?: string }>>;
}

/** Fastify leaves a schema's parts untyped; here they are TypeBox objects, which are JSON Schema. */
function schemaOf({ schema = {} }: RouteOptions): RouteSchema {
  return schema as RouteSchema;
}

function describeApi(routes: readonly RouteOptions[], { title, description }: OpenApiOptions): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = route.url.replace(/:([A-Za-z]+)/g, '{$1}');
    paths[path] ??= {};
    for (const method of [route.method].flat()) paths[path][method.toLowerCase()] = describeRoute(route);
  }
  return {
    openapi: '3.1.0',
    info: { title, description, version: '1.0.0', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/' }],
    paths,
    components: { securitySchemes: { accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'at+jwt' } } },
  };
}

function describeRoute(route: RouteOptions): object {
  const { summary, params, querystring, headers, body, response = {} } = schemaOf(route);
  const parameters = [
    ...parametersOf('path', params),
    ...parametersOf('query', querystring),
    ...parametersOf('header', headers),
  ];
  const answers = Object.entries(response).map(([status, content]) => [
    status,
    { description: content.description ?? 'success', content: { 'application/json': { schema: content } } },
  ]);
  return {
    ...(summary && { summary }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: !takesNone(body), content: { 'application/json': { schema: body } } } }),
    ...(route.config?.scope && { security: [route.config.scope].flat().map((scope) => ({ accessToken: [scope] })) }),
    responses: {
      ...Object.fromEntries(answers),
      default: { description: 'a problem (RFC 9457)', content: { 'application/problem+json': {} } },
    },
  };
}

/** A body that may be null may be left out. */
function takesNone({ type = [] }: JsonSchema): boolean {
  return type.includes('null');
}

function parametersOf(place: 'path' | 'query' | 'header', schema: JsonSchema = {}): object[] {
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    in: place,
    required: schema.required?.includes(name) ?? false,
    ...(property.description && { description: property.description }),
    schema: property,
  }));
}

function docsPage(routes: readonly RouteOptions[], { prefix, title, description }: OpenApiOptions): string {
  const rows = routes.map((route) => {
    const { method, url, config } = route;
    const { summary = '' } = schemaOf(route);
    const scope = [config?.scope ?? 'public'].flat().join(' or ');
    return `<tr><td>${String(method)}</td><td><code>${url}</code></td><td>${summary}</td><td>${scope}</td></tr>`;
  });
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title>
<h1>${title}</h1><p>${description} The whole of it: <a href="${prefix}/openapi.json">openapi.json</a>.</p>
<table><thead><tr><th>Method<th>Path<th>What it does<th>Scope</tr></thead><tbody>${rows.join('')}</tbody></table></html>`;
}
