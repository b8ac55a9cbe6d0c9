import type { IncomingMessage } from 'node:http';

/**
 * The bearer token of a request (RFC 6750 §2.1). Of two Authorization headers Node would show the first, and a proxy perhaps the
 * other: then there is none.
 */
export function bearerTokenOf({
  rawHeaders,
  headers,
}: Pick<IncomingMessage, 'rawHeaders' | 'headers'>): string | undefined {
  const names = rawHeaders.filter((text, index) => index % 2 === 0 && /^authorization$/i.test(text));
  return names.length > 1 ? undefined : /^Bearer ([\x21-\x7e]+)$/i.exec(headers.authorization ?? '')?.[1];
}
