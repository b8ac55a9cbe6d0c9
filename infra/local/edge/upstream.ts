import type { FastifyRequest } from 'fastify';
import { Agent, type Dispatcher } from 'undici';

/** Connections to the services. */
export interface Upstream {
  /** Sends a request once: nothing is ever sent again. */
  request(options: Dispatcher.RequestOptions): Promise<Dispatcher.ResponseData>;
  stop(): Promise<void>;
}

const timeoutMs = 60_000;

export function createUpstream(): Upstream {
  const agent = new Agent({ headersTimeout: timeoutMs, bodyTimeout: timeoutMs });
  return {
    async request(options) {
      const answer = await agent.request(options);
      // A body that is let go of unread says so as an error, which is nobody's then.
      answer.body.on('error', () => undefined);
      return answer;
    },
    stop: () => agent.destroy(),
  };
}

/** What a service is told of the client by the edge alone. */
export function forwardedBy(request: FastifyRequest): Record<string, string> {
  return {
    'x-forwarded-for': request.ip,
    'x-forwarded-host': request.host,
    'x-forwarded-proto': request.protocol,
  };
}
