import { Agent, type IncomingHttpHeaders, request as overHttp } from 'node:http';
import { request as overHttps, Agent as TlsAgent } from 'node:https';
import { Unavailable } from './errors.ts';
import { activeTraceparent, withSpan } from './telemetry/trace.ts';

/** A request, with the name of what is called, for errors and spans, and how long an answer may take, body included. */
export interface TracedRequest {
  readonly dependency: string;
  readonly timeoutMs: number;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An answer, whatever its status, with its whole body. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/**
 * Calls another service as part of the current trace. No answer in time, or no connection, throws Unavailable; every answer is
 * returned. The span carries the path and never the query, which may hold what must not be recorded. It goes by node:http: a
 * `fetch` takes three times the processor, and loads a client of its own at a cold start.
 */
export async function tracedRequest(url: string, request: TracedRequest): Promise<HttpAnswer> {
  const { dependency, method = 'GET' } = request;
  const address = new URL(url);
  const attributes = {
    'http.request.method': method,
    'server.address': address.hostname,
    'server.port': Number(address.port),
    'url.full': `${address.origin}${address.pathname}`,
    'peer.service': dependency,
  };
  return withSpan(`${method} ${dependency}`, { kind: 'client', attributes }, async (span) => {
    try {
      const answer = await exchange(address, request);
      span.setAttribute('http.response.status_code', answer.status);
      return answer;
    } catch (error) {
      throw new Unavailable(dependency, { cause: error });
    }
  });
}

const plain = { send: overHttp, agent: new Agent({ keepAlive: true }) };
const secure = { send: overHttps, agent: new TlsAgent({ keepAlive: true }) };

function exchange(address: URL, { method = 'GET', headers, body, timeoutMs }: TracedRequest): Promise<HttpAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
  const traceparent = activeTraceparent();
  const { send, agent } = address.protocol === 'https:' ? secure : plain;
  const outgoing = send(address, { method, agent, headers: { ...headers, ...(traceparent && { traceparent }) } });
  const timer = setTimeout(() => outgoing.destroy(noAnswerIn(timeoutMs)), timeoutMs);
  outgoing.on('error', reject);
  outgoing.on('close', () => clearTimeout(timer));
  outgoing.on('response', (incoming) => {
    const chunks: Buffer[] = [];
    incoming.on('error', reject);
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text });
    });
  });
  outgoing.end(body);
  return promise;
}

function noAnswerIn(timeoutMs: number): Error {
  return Object.assign(new Error(`no answer in ${timeoutMs} ms`), { code: 'ETIMEDOUT' });
}

/** True when time has run out: to ask again would only take more of it. */
export function isTimeout(error: unknown): boolean {
  return networkCodeOf(error) === 'ETIMEDOUT';
}

/** True when there was no connection at all: the request has not arrived, and may be made again whatever it does. */
export function hasNotArrived(error: unknown): boolean {
  return /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/.test(networkCodeOf(error) ?? '');
}

/** The system's code of what went wrong underneath. */
function networkCodeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return 'code' in error && typeof error.code === 'string' ? error.code : networkCodeOf(error.cause);
}
