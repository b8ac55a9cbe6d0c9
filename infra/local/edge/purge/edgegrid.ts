import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';

/** What a client of Akamai's APIs signs with. */
export interface EdgeGridCredentials {
  readonly clientToken: string;
  readonly clientSecret: string;
  readonly accessToken: string;
}

/** A request as its signature covers it. */
export interface SignedRequest {
  readonly method: string;
  readonly scheme: string;
  readonly host: string;
  /** Path and query. */
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: Buffer;
}

/** Why a request is refused, in Akamai's words. */
export interface EdgeGridFault {
  readonly status: 400 | 401;
  readonly detail: string;
}

export interface EdgeGridVerifier {
  /** Nothing when the request is signed by the credentials, now, and for the first time. */
  check(request: SignedRequest): EdgeGridFault | undefined;
}

const windowMs = 30_000;
/** Of a longer body only the beginning is signed. */
const signedBytes = 131_072;
const header =
  /^EG1-HMAC-SHA256 (client_token=([^;]+);access_token=([^;]+);timestamp=([^;]+);nonce=([^;]+);)signature=(\S+)$/;
const timestampPattern = /^(\d{4})(\d\d)(\d\d)T(\d\d:\d\d:\d\d)\+0000$/;

/** Verifies Akamai's own signature, EG1-HMAC-SHA256. */
export function createEdgeGridVerifier(credentials: EdgeGridCredentials): EdgeGridVerifier {
  // A timestamp may lie in the future, so that a nonce is good for twice the window; more than this many nobody may send in it.
  const nonces = new LRUCache<string, true>({ max: 50_000, ttl: 2 * windowMs });

  function check(request: SignedRequest): EdgeGridFault | undefined {
    const [whole, , clientToken, accessToken, timestamp = '', nonce = '', signature = ''] =
      header.exec(request.authorization ?? '') ?? [];
    if (whole === undefined) return { status: 401, detail: 'Missing or malformed Authorization header' };
    const age = Math.abs(Date.now() - timeOf(timestamp));
    if (!(age <= windowMs)) return { status: 400, detail: 'Invalid timestamp' };
    if (clientToken !== credentials.clientToken) return { status: 401, detail: 'Invalid client token' };
    if (accessToken !== credentials.accessToken) return { status: 401, detail: 'Invalid access token' };
    const unsigned = whole.slice(0, -`signature=${signature}`.length);
    const expected = sign(request, unsigned, timestamp, credentials.clientSecret);
    if (!isEqual(signature, expected)) return { status: 401, detail: 'The signature does not match' };
    if (nonces.has(nonce)) return { status: 400, detail: 'Duplicate nonce' };
    nonces.set(nonce, true);
    return undefined;
  }

  return { check };
}

function sign(
  { method, scheme, host, url, body }: SignedRequest,
  unsigned: string,
  timestamp: string,
  secret: string,
): string {
  const isHashed = method === 'POST' && body.length > 0;
  const content = isHashed ? createHash('sha256').update(body.subarray(0, signedBytes)).digest('base64') : '';
  // No API of Akamai's that we call wants headers signed.
  const data = [method, scheme, host, url, '', content, unsigned].join('\t');
  return hmac(data, hmac(timestamp, secret));
}

function hmac(data: string, key: string): string {
  return createHmac('sha256', key).update(data).digest('base64');
}

function timeOf(timestamp: string): number {
  const [, year, month, day, time] = timestampPattern.exec(timestamp) ?? [];
  return Date.parse(`${year}-${month}-${day}T${time}Z`);
}

function isEqual(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
