import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { createLog } from '@grocer/chassis/log';
import { type Edge, type EdgeOptions, startEdge } from '@grocer/local/edge';
import { readEdgeRules } from '@grocer/local/edge/rules';
import { portOf } from '@grocer/local/processes/ports';
import { startTestIssuer, type TestIssuer } from './tokens.ts';

/** What a service behind the edge does with a request. */
export type Script = (request: IncomingMessage, response: ServerResponse) => unknown;

const plenty = { burst: 1000, perSecond: 1000 };

/** The estate's own rules, and limits that no test meets unless it brings its own. */
export const edgeFigures = {
  rules: readEdgeRules(new URL('../../infra/base/edge/rules.yaml', import.meta.url).pathname),
  cache: { maxBytes: 8 * 1024 * 1024, maxEntries: 1000, maxAnswerBytes: 64 * 1024, collapseWaitMs: 3000 },
  purge: { maxBodyBytes: 50_000, calls: plenty, tags: { burst: 5000, perMinute: 500 } },
  purgeCredentials: { clientToken: 'akab-client', clientSecret: 'secret', accessToken: 'akab-access' },
  clientLimit: plenty,
  orderLimit: plenty,
  allowedOrigins: [],
} satisfies Partial<EdgeOptions>;

/** An answer as it came, its body undecoded. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** A real edge with one scripted service behind it. */
export interface EdgeRig {
  readonly url: string;
  /** What the service does from now on. */
  script: Script;
  /** The requests that the service has seen. */
  readonly seen: IncomingMessage[];
  readonly issuer: TestIssuer;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** As bytes over a connection of its own. */
  raw(request: string): Promise<string>;
  restart(options: Partial<EdgeOptions>): Promise<void>;
  stopService(): Promise<void>;
  stop(): Promise<void>;
}

/** An edge that has these options, and after each restart too. */
export async function startEdgeRig(always: Partial<EdgeOptions> = {}): Promise<EdgeRig> {
  const issuer = await startTestIssuer();
  const seen: IncomingMessage[] = [];
  const service = createServer((request, response) => {
    seen.push(request);
    rig.script(request, response);
  });
  await once(service.listen(0, '127.0.0.1'), 'listening');
  let edge = await startEdgeBefore(service, issuer, always);
  const rig: EdgeRig = {
    get url() {
      return edge.url;
    },
    script: (_request, response) => response.end('hello'),
    seen,
    issuer,
    get: (path, headers = {}) => fetch(edge.url + path, { headers }),
    raw: (request) => {
      const socket = connect(Number(new URL(edge.url).port), '127.0.0.1');
      socket.write(request);
      return text(socket);
    },
    async restart(options) {
      await edge.stop();
      edge = await startEdgeBefore(service, issuer, { ...always, ...options });
    },
    async stopService() {
      service.closeAllConnections();
      if (service.listening) await service[Symbol.asyncDispose]();
    },
    async stop() {
      await edge.stop();
      await Promise.all([rig.stopService(), issuer.stop()]);
    },
  };
  return rig;
}

/** How an edge is told of an issuer. */
export function edgeIssuer({ issuer: issuerUrl, discoveryUrl }: TestIssuer): EdgeOptions['issuer'] {
  return { issuerUrl, discoveryUrl, workforce: { operators: ['orders:read'] } };
}

function startEdgeBefore(service: Server, issuer: TestIssuer, options: Partial<EdgeOptions>): Promise<Edge> {
  const url = `http://127.0.0.1:${portOf(service)}`;
  return startEdge({
    ...edgeFigures,
    port: 0,
    pages: '/nowhere',
    routes: ['/catalogue', '/checkout'].map((prefix) => ({ prefix, url })),
    issuer: edgeIssuer(issuer),
    // Nobody takes the spans of these tests.
    telemetryUrl: 'http://127.0.0.1:9',
    log: createLog({ name: 'edge', level: 'silent' }),
    ...options,
  });
}
