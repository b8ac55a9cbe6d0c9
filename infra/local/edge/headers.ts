import type { IncomingHttpHeaders } from 'node:http';
import { type EdgeRules, matcherOf } from './rules.ts';

export type Headers = Record<string, string | string[]>;

/** What of a message's headers is passed on. */
export interface HeaderHygiene {
  /** The client's headers as a service may see them. */
  forService(headers: IncomingHttpHeaders): Headers;
  /** A service's headers as the client may see them. */
  forClient(headers: IncomingHttpHeaders): Headers;
}

/** Belong to one connection and are never passed on (RFC 9110 §7.6.1). */
const hopByHop = [
  ...['connection', 'keep-alive', 'proxy-connection', 'proxy-authenticate', 'proxy-authorization'],
  ...['te', 'trailer', 'transfer-encoding', 'upgrade', 'expect'],
];

/** Goes by the rules beside what HTTP itself demands. */
export function createHeaderHygiene({ removedFromRequests, removedFromAnswers }: EdgeRules['headers']): HeaderHygiene {
  const toService = matcherOf([...hopByHop, 'host', 'content-length', ...removedFromRequests]);
  const toClient = matcherOf([...hopByHop, ...removedFromAnswers]);
  return {
    forService: (headers) => without(headers, toService),
    forClient: (headers) => without(headers, toClient),
  };
}

/** A message's headers less those of the connection it came by. */
export function endToEnd(headers: IncomingHttpHeaders): Headers {
  return without(headers, (name) => hopByHop.includes(name));
}

function without(headers: IncomingHttpHeaders, isRemoved: (name: string) => boolean): Headers {
  const named = namedBy(headers);
  const kept: Headers = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !isRemoved(name) && !named.includes(name)) kept[name] = value;
  }
  return kept;
}

function namedBy({ connection = '' }: IncomingHttpHeaders): string[] {
  return String(connection)
    .split(',')
    .map((name) => name.trim().toLowerCase());
}
