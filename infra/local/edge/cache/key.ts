import { hash } from 'node:crypto';

/** What an answer is found by: two requests with the same key are answered alike by any service that keeps to RFC 3986. */
export function cacheKeyOf(host: string, url: string): string {
  const at = url.indexOf('?');
  const query = at < 0 ? '' : `?${sorted(url.slice(at + 1))}`;
  // No header and no target can have a line break in it: a strange host cannot pass for another's path.
  return shortened(`${host.toLowerCase()}\n${pathOf(url)}${query}`);
}

/** Names what is at the path of a target. No tag of a service has a colon in it, so that none is taken for it. */
export function placeOf(url: string): string {
  return `path:${shortened(pathOf(url))}`;
}

/** A long address is known by its hash: what is remembered of addresses is bounded by their number alone. */
function shortened(text: string): string {
  return text.length <= 256 ? text : hash('sha256', text, 'base64url');
}

/** The path of a target, in one spelling. */
export function pathOf(url: string): string {
  const [path = ''] = url.split('?', 1);
  return inOneSpelling(path);
}

/** By name alone, so that the values of one that is there twice keep their order. */
function sorted(query: string): string {
  const pairs = query.split('&').map((pair) => inOneSpelling(pair));
  return pairs.toSorted((one, other) => compare(nameOf(one), nameOf(other))).join('&');
}

function nameOf(pair: string): string {
  return pair.split('=', 1)[0] ?? '';
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** Letters, digits and -._~ mean the same encoded and plain, and so do the hexadecimal digits in either case (RFC 3986 §6.2.2). */
function inOneSpelling(text: string): string {
  return text.replace(/%[0-9a-f]{2}/gi, (encoded) => {
    const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
    return /[\w.~-]/.test(character) ? character : encoded.toUpperCase();
  });
}
