import CachePolicy from 'http-cache-semantics';
import type { Headers } from '../headers.ts';

/** A service's answer as it is kept for everyone. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
  readonly tags: readonly string[];
  /** For how long it may be used (RFC 9111). */
  readonly policy: CachePolicy;
  /** The moment its fetch began, on the clock of purges. */
  readonly startedAt: number;
  /** Purged: it is used again only once its service has said that it still holds. */
  isPurged: boolean;
}

/** What is known of an answer before its body is. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: Headers;
}

/** More tags than an answer may have at Akamai are ignored, and so are those that no call could purge. */
const mostTags = 128;
const tagPattern = /^[^\s"*(),:;<=>?@[\\\]{}]{1,128}$/;

/** Whether a text can be a cache tag at Akamai. */
export function isTag(text: string): boolean {
  return tagPattern.test(text);
}

/** The tags of an answer that its service can have purged. */
export function tagsOf({ 'edge-cache-tag': tags = '' }: Headers): string[] {
  return String(tags)
    .split(',')
    .map((tag) => tag.trim())
    .filter(isTag)
    .slice(0, mostTags);
}

/** The names in an answer's `Vary`. */
export function varyOf({ vary = '' }: Headers): string[] {
  const names = String(vary).toLowerCase().split(',');
  return names.map((name) => name.trim()).filter((name) => name !== '');
}

/** What RFC 9111 makes of an answer to `requestHeaders` in a shared cache; times that are not told are not guessed. */
export function policyOf(requestHeaders: Headers, { status, headers }: AnswerHead): CachePolicy {
  // Directives are the same in capitals (§5.2), which the library does not know.
  const cacheControl = String(headers['cache-control'] ?? '').toLowerCase();
  const answer = { status, headers: { ...headers, 'cache-control': cacheControl } };
  const request = { method: 'GET', headers: requestHeaders };
  return new CachePolicy(request, answer, { shared: true, cacheHeuristic: 0, immutableMinTimeToLive: 0 });
}

/** Whether an answer may be kept for everyone, and it is worth it. One with a cookie never is, nor one in an encoding unasked for. */
export function mayBeKept(policy: CachePolicy, { headers }: AnswerHead): boolean {
  if ('set-cookie' in headers || 'content-encoding' in headers || varyOf(headers).includes('*')) return false;
  return policy.storable() && policy.timeToLive() > 0;
}

/** Whether it may be shown without asking. */
export function isFresh({ policy, isPurged }: KeptAnswer): boolean {
  return !isPurged && !policy.stale();
}

/** Whether it may be shown once more while it is fetched anew (RFC 5861 §3); what is purged, and `must-revalidate`, may not. */
export function mayBeStale({ policy, headers, isPurged }: KeptAnswer): boolean {
  return (
    !isPurged && !forbidsStale(headers) && policy.age() < policy.maxAge() + secondsOf('stale-while-revalidate', headers)
  );
}

/** Whether it may be shown since its service fails (RFC 5861 §4). */
export function mayStandIn({ policy, headers, isPurged }: KeptAnswer): boolean {
  if (isPurged || forbidsStale(headers)) return false;
  return policy.revalidatedPolicy({ headers: {} }, { status: 503, headers: {} }).matches;
}

/** The headers that ask a service whether a kept answer still holds. */
export function validatorsOf({ headers: { etag, 'last-modified': lastModified } }: KeptAnswer): Headers {
  if (etag !== undefined) return { 'if-none-match': etag };
  return lastModified === undefined ? {} : { 'if-modified-since': lastModified };
}

/** The kept answer with what a 304 says of it (RFC 9111 §3.2); undefined when the 304 is of another. */
export function renewed(
  kept: KeptAnswer,
  requestHeaders: Headers,
  news: Headers,
): Omit<KeptAnswer, 'startedAt' | 'isPurged'> | undefined {
  if (news.etag !== undefined && strong(news.etag) !== strong(kept.headers.etag ?? '')) return undefined;
  const { age: _age, ...old } = kept.headers;
  const { 'content-length': _length, ...updates } = news;
  const head = { status: kept.status, headers: { ...old, ...updates } };
  const tags = 'edge-cache-tag' in news ? tagsOf(news) : kept.tags;
  return { ...head, body: kept.body, tags, policy: policyOf(requestHeaders, head) };
}

function strong(tag: string | string[]): string {
  return String(tag).replace(/^W\//, '');
}

function secondsOf(directive: string, { 'cache-control': cacheControl = '' }: Headers): number {
  const [, seconds = 0] = new RegExp(`(?:^|[\\s,])${directive}=(\\d+)`, 'i').exec(String(cacheControl)) ?? [];
  return Number(seconds);
}

function forbidsStale({ 'cache-control': cacheControl = '' }: Headers): boolean {
  return /must-revalidate|proxy-revalidate/i.test(String(cacheControl));
}
