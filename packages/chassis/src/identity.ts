import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { Rejection, Unavailable } from './errors.ts';

/** Who calls: the subject of a verified access token and what it may do. */
export interface Caller {
  readonly subject: string;
  readonly clientId: string;
  readonly scopes: ReadonlySet<string>;
  readonly groups: readonly string[];
}

/** Verifies access tokens of one issuer. */
export interface Verifier {
  /** Throws Rejection `unauthenticated` for an unusable token, Unavailable when no key can be had. */
  verify(token: string): Promise<Caller>;
  /** Fetches the issuer's keys ahead of the first token; failing is no error. */
  warmUp(): Promise<void>;
}

/** The issuer's name and the address of its discovery document are two settings: inside a network they may differ. */
export interface VerifierOptions {
  readonly issuer: string;
  readonly discoveryUrl: string;
  readonly audience: string;
}

const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];
const LEEWAY_SECONDS = 30;
const FETCH_TIMEOUT_MS = 5000;

/** Creates a verifier of RFC 9068 access tokens; keys are fetched once, cached, and fetched again for an unknown key id. */
export function createVerifier({ issuer, discoveryUrl, audience }: VerifierOptions): Verifier {
  let keys: Promise<JWTVerifyGetKey> | undefined;

  function getKeys(): Promise<JWTVerifyGetKey> {
    keys ??= discover(discoveryUrl, issuer);
    keys.catch(() => {
      keys = undefined;
    });
    return keys;
  }

  async function verify(token: string): Promise<Caller> {
    const getKey = await getKeys();
    try {
      const { payload } = await jwtVerify(token, getKey, {
        issuer,
        audience,
        typ: 'at+jwt',
        algorithms: ALGORITHMS,
        clockTolerance: LEEWAY_SECONDS,
        requiredClaims: ['sub', 'exp', 'iat', 'client_id'],
      });
      return callerOf(payload);
    } catch (error) {
      if (error instanceof errors.JOSEError && isOfToken(error))
        throw new Rejection('unauthenticated', describe(error));
      throw new Unavailable('issuer', { cause: error });
    }
  }

  return {
    verify,
    warmUp: () =>
      getKeys().then(
        () => undefined,
        () => undefined,
      ),
  };
}

async function discover(discoveryUrl: string, issuer: string): Promise<JWTVerifyGetKey> {
  try {
    const response = await fetch(discoveryUrl, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
    if (!response.ok) throw new Error(`${discoveryUrl} answered ${response.status}`);
    const document: unknown = await response.json();
    if (typeof document !== 'object' || document === null) throw new Error(`${discoveryUrl} is no discovery document`);
    if (!('issuer' in document) || document.issuer !== issuer) throw new Error(`${discoveryUrl} names another issuer`);
    if (!('jwks_uri' in document) || typeof document.jwks_uri !== 'string')
      throw new Error(`${discoveryUrl} has no jwks_uri`);
    const jwks = createRemoteJWKSet(new URL(document.jwks_uri), { timeoutDuration: FETCH_TIMEOUT_MS });
    await jwks.reload();
    return jwks;
  } catch (error) {
    throw new Unavailable('issuer', { cause: error });
  }
}

/** Keys that cannot be had or read say nothing of the token; for an answer other than 200 jose has no class of its own. */
function isOfToken(error: errors.JOSEError): boolean {
  const ofIssuer = error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid;
  return !ofIssuer && error.code !== errors.JOSEError.code;
}

function callerOf(payload: JWTPayload): Caller {
  const { scope, groups } = payload;
  return {
    subject: identifierIn(payload, 'sub'),
    clientId: identifierIn(payload, 'client_id'),
    scopes: new Set(typeof scope === 'string' ? scope.split(' ').filter(Boolean) : []),
    groups: Array.isArray(groups) ? groups.filter((group) => typeof group === 'string') : [],
  };
}

/** An identifier ends up in records and logs: printable ASCII, at most 255 characters (OpenID Connect Core §2 on `sub`). */
function identifierIn(payload: JWTPayload, claim: 'sub' | 'client_id'): string {
  const value = payload[claim];
  if (typeof value === 'string' && /^[ -~]{1,255}$/.test(value)) return value;
  throw new errors.JWTClaimValidationFailed('not an identifier', payload, claim, 'invalid');
}

function describe(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'token expired';
  if (error instanceof errors.JWTClaimValidationFailed) {
    return error.claim === 'nbf' ? 'token not yet valid' : `claim "${error.claim}" is not acceptable`;
  }
  return 'token is not acceptable';
}
