import type { IncomingHttpHeaders } from 'node:http';

const tags = /^\s*(?:W\/)?"[\x21\x23-\x7e]*"(?:\s*,\s*(?:W\/)?"[\x21\x23-\x7e]*")*\s*$/;

/** Whether an If-None-Match is what RFC 9110 §13.1.2 has it be: a list of entity tags, or `*`. */
export function isTagList(ifNoneMatch: string): boolean {
  return ifNoneMatch.trim() === '*' || tags.test(ifNoneMatch);
}

/** Whether the client has the answer with these headers already (RFC 9110 §13.2.2). */
export function hasCopy(request: IncomingHttpHeaders, answer: Readonly<Record<string, unknown>>): boolean {
  const { 'if-none-match': ifNoneMatch, 'if-modified-since': ifModifiedSince } = request;
  if (ifNoneMatch !== undefined) {
    if (ifNoneMatch.trim() === '*') return true;
    const known: string[] = ifNoneMatch.match(/"[^"]*"/g) ?? [];
    return answer.etag !== undefined && known.includes(String(answer.etag).replace(/^W\//, ''));
  }
  return Date.parse(String(answer['last-modified'])) <= Date.parse(String(ifModifiedSince));
}
