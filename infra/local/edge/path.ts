/** The path of a request's target, decoded as services decode it; Fastify has made sure that it can be. */
export function decodedPath(url: string): string {
  const [path = ''] = url.split(/[?#]/, 1);
  return decodeURIComponent(path);
}

/** The target without scheme and host, which a client may send as it would to a proxy (RFC 9112 §3.2.2). */
export function originForm(url: string): string {
  const target = url.replace(/^https?:\/\/[^/?]*/i, '');
  return target.startsWith('/') ? target : `/${target}`;
}

/** Whether the target is one that not everyone reads alike: a fragment, or a segment `..`, or an empty one before the last. */
export function strays(url: string): boolean {
  if (url.includes('#')) return true;
  const segments = decodedPath(url).split(/[/\\]/).slice(1);
  return segments.includes('..') || segments.slice(0, -1).includes('');
}
