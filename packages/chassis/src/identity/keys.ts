import { createLocalJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { Unavailable } from '../errors.ts';
import type { Log } from '../log.ts';

/** Where an issuer's keys come from. */
export interface KeySource {
  readonly issuer: string;
  readonly discoveryUrl: string;
}

/** An issuer's public keys. */
export interface IssuerKeys {
  /** Finds a token's key, for jose. Throws Unavailable while no keys can be had. */
  readonly find: JWTVerifyGetKey;
  /** Fetches the keys anew, or joins a fetch under way. Throws Unavailable. */
  load(): Promise<unknown>;
}

interface KeySet {
  /** Fetches are numbered by their beginnings. */
  readonly number: number;
  readonly loadedAt: number;
  readonly find: JWTVerifyGetKey;
}

const FETCH_TIMEOUT_MS = 5000;
/** Older keys are fetched anew in the background. */
const REFRESH_MS = 5 * 60_000;
/** An issuer may be away so long before its keys are trusted no more. */
const TRUSTED_MS = 24 * 3_600_000;
/** The pause after a fetch that failed. */
const RETRY_MS = 1000;
/** The pause after a search for a key that the issuer does not have: anyone may show unknown key ids. */
const SEARCH_MS = 5000;

const Discovery = Type.Object({ issuer: Type.String(), jwks_uri: Type.String({ pattern: '^https?://' }) });
const Jwks = Type.Object({ keys: Type.Array(Type.Object({ kty: Type.String() }), { minItems: 1 }) });

/**
 * Keeps an issuer's keys: fetched for the first token, refreshed behind the back of later ones, searched anew for an unknown key id,
 * and kept while the issuer is away. No timer runs, so an instance may be frozen or idle.
 */
export function createIssuerKeys(source: KeySource, log: Pick<Log, 'warn'>): IssuerKeys {
  let keys: KeySet | undefined;
  let loading: Promise<KeySet> | undefined;
  let begun = 0;
  let failure: { readonly at: number; readonly error: Unavailable } | undefined;
  let searchedInVainAt = Number.NEGATIVE_INFINITY;

  function load(): Promise<KeySet> {
    if (!loading && failure && isWithin(RETRY_MS, failure.at)) return Promise.reject(failure.error);
    loading ??= loadNow().finally(() => {
      loading = undefined;
    });
    return loading;
  }

  async function loadNow(): Promise<KeySet> {
    begun += 1;
    const number = begun;
    try {
      const find = await fetchKeys(source);
      failure = undefined;
      keys = { number, loadedAt: Date.now(), find };
      return keys;
    } catch (cause) {
      const error = new Unavailable('issuer', { cause });
      failure = { at: Date.now(), error };
      log.warn({ err: error, issuer: source.issuer }, 'the issuer does not tell its keys');
      throw error;
    }
  }

  function known(): KeySet | Promise<KeySet> {
    if (!keys || !isWithin(TRUSTED_MS, keys.loadedAt)) return load();
    if (!isWithin(REFRESH_MS, keys.loadedAt)) load().catch(() => undefined);
    return keys;
  }

  async function find(...token: Parameters<JWTVerifyGetKey>): Promise<Awaited<ReturnType<JWTVerifyGetKey>>> {
    const begunBefore = begun;
    for (let set = await known(); ; set = await load()) {
      try {
        return await set.find(...token);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
        // Only a fetch that began after the token came is sure to have seen the key that signed it.
        if (set.number > begunBefore) searchedInVainAt = Date.now();
        if (isWithin(SEARCH_MS, searchedInVainAt)) throw error;
      }
    }
  }

  return { find, load };
}

function isWithin(ms: number, since: number): boolean {
  return Date.now() - since < ms;
}

async function fetchKeys({ issuer, discoveryUrl }: KeySource): Promise<JWTVerifyGetKey> {
  const document = await fetchJson(discoveryUrl);
  if (!Value.Check(Discovery, document)) throw new Error(`${discoveryUrl} is no discovery document`);
  if (document.issuer !== issuer) throw new Error(`${discoveryUrl} names the issuer ${document.issuer}, not ${issuer}`);
  const jwks = await fetchJson(document.jwks_uri);
  if (!Value.Check(Jwks, jwks)) throw new Error(`${document.jwks_uri} has no keys`);
  return createLocalJWKSet(jwks);
}

async function fetchJson(url: string): Promise<unknown> {
  const response = await fetch(url, {
    headers: { accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.json();
}
