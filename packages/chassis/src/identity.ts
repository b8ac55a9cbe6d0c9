import { decodeJwt, errors, type JWTPayload, jwtVerify } from 'jose';
import { Rejection, Unavailable } from './errors.ts';
import { entra } from './identity/entra.ts';
import { grantedScopes } from './identity/grants.ts';
import { grocer } from './identity/grocer.ts';
import { createIssuerKeys } from './identity/keys.ts';
import { okta } from './identity/okta.ts';
import { claimFault } from './identity/profile.ts';
import type { TrustedIssuer } from './identity/trusted-issuers.ts';
import type { Log } from './log.ts';

/** Who calls: the subject of a verified access token and what it may do. */
export interface Caller {
  readonly subject: string;
  readonly clientId: string;
  /** Scopes that the token has and its issuer is trusted to give to this caller. */
  readonly scopes: ReadonlySet<string>;
  /** As the token tells them, whoever issued it; what they allow is in `scopes`. */
  readonly groups: readonly string[];
}

/** Verifies access tokens. */
export interface Verifier {
  /** Throws Rejection `unauthenticated` for an unusable token, Unavailable when no key can be had. */
  verify(token: string): Promise<Caller>;
  /** Fetches the issuers' keys ahead of the first token; failing is no error. */
  warmUp(): Promise<void>;
}

const profiles = { grocer, okta, entra };
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];
const LEEWAY_SECONDS = 30;

/** Creates a verifier of the access tokens of these issuers. A token is held to the issuer that it names, and to no other. */
export function createVerifier(issuers: readonly TrustedIssuer[], log: Pick<Log, 'warn'>): Verifier {
  const trusted = new Map(
    issuers.map((one) => [one.issuer, { ...one, profile: profiles[one.profile], keys: createIssuerKeys(one, log) }]),
  );

  async function verify(token: string): Promise<Caller> {
    try {
      const named = decodeJwt(token);
      const found = trusted.get(named.iss ?? '');
      if (!found) throw claimFault(named, 'iss');
      const { issuer, audience, profile, keys, grants } = found;
      const { payload } = await jwtVerify(token, keys.find, {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        clockTolerance: LEEWAY_SECONDS,
        ...profile.demands,
      });
      refuseFuture(payload);
      const identity = profile.read(payload);
      const { subject, clientId, groups } = identity;
      return { subject, clientId, groups, scopes: grantedScopes(identity, grants) };
    } catch (error) {
      throw refusalOf(error);
    }
  }

  return {
    verify,
    warmUp: async () => void (await Promise.allSettled(Array.from(trusted.values(), ({ keys }) => keys.load()))),
  };
}

/** An issuer whose clock is ahead: most set no `nbf`, and jose looks at `iat` only together with a greatest age. */
function refuseFuture(claims: JWTPayload): void {
  if (claims.iat === undefined || claims.iat <= Date.now() / 1000 + LEEWAY_SECONDS) return;
  throw new errors.JWTClaimValidationFailed('issued in the future', claims, 'iat', 'check_failed');
}

/** Keys that cannot be had or read say nothing of the token; whatever else jose throws does. */
function refusalOf(error: unknown): Error {
  if (error instanceof Unavailable) return error;
  const isOfToken = error instanceof errors.JOSEError && !(error instanceof errors.JWKSInvalid);
  return isOfToken ? new Rejection('unauthenticated', describe(error)) : new Unavailable('issuer', { cause: error });
}

function describe(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'token expired';
  if (!(error instanceof errors.JWTClaimValidationFailed)) return 'token is not acceptable';
  const isEarly = error.reason === 'check_failed' && (error.claim === 'nbf' || error.claim === 'iat');
  return isEarly ? 'token not yet valid' : `claim "${error.claim}" is not acceptable`;
}
