import type { IncomingHttpHeaders } from 'node:http';

type Headers = Record<string, string | string[]>;

/** Belong to one connection and are never passed on (RFC 9110 §7.6.1). */
const hopByHop = [
  ...['connection', 'keep-alive', 'proxy-connection', 'proxy-authenticate', 'proxy-authorization'],
  ...['te', 'trailer', 'transfer-encoding', 'upgrade', 'expect'],
];
/** Said anew by the edge, or of no use to a service: none has cookies, and a client does not say who it is. */
const ownToTheEdge = [
  'host',
  'content-length',
  'cookie',
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
];

/** The client's headers as a service may see them. */
export function headersForService(headers: IncomingHttpHeaders): Headers {
  return without(headers, [...hopByHop, ...ownToTheEdge, ...namedBy(headers)]);
}

/** A service's headers as the client may see them; to whom an answer is open is the edge's to say (`cors.ts`). */
export function headersForClient(headers: IncomingHttpHeaders): Headers {
  const cors = Object.keys(headers).filter((name) => name.startsWith('access-control-'));
  return without(headers, [...hopByHop, ...cors, ...namedBy(headers)]);
}

function namedBy({ connection = '' }: IncomingHttpHeaders): string[] {
  return String(connection)
    .split(',')
    .map((name) => name.trim().toLowerCase());
}

function without(headers: IncomingHttpHeaders, names: readonly string[]): Headers {
  const kept: Headers = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !names.includes(name)) kept[name] = value;
  }
  return kept;
}
