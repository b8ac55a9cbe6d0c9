import { Unavailable } from './errors.ts';
import { activeTraceparent, withSpan } from './telemetry/trace.ts';

/** A fetch with the name of what is called, for errors and spans, and how long an answer may take, body included. */
export interface TracedRequest extends RequestInit {
  readonly dependency: string;
  readonly timeoutMs: number;
}

/**
 * Fetches as part of the current trace. No answer in time, or no connection, throws Unavailable; every answer is returned.
 * The span carries the path and never the query, which may hold what must not be recorded.
 */
export async function tracedFetch(url: string | URL, request: TracedRequest): Promise<Response> {
  const { dependency, timeoutMs, ...init } = request;
  const { origin, hostname, pathname, port } = new URL(url);
  const method = init.method ?? 'GET';
  const attributes = {
    'http.request.method': method,
    'server.address': hostname,
    'server.port': Number(port),
    'url.full': `${origin}${pathname}`,
    'peer.service': dependency,
  };
  return withSpan(`${method} ${dependency}`, { kind: 'client', attributes }, async (span) => {
    const headers = new Headers(init.headers);
    const traceparent = activeTraceparent();
    if (traceparent) headers.set('traceparent', traceparent);
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
    try {
      const response = await fetch(url, { ...init, headers, signal });
      span.setAttribute('http.response.status_code', response.status);
      return response;
    } catch (error) {
      throw new Unavailable(dependency, { cause: error });
    }
  });
}
