import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { Failure } from './failure.ts';
import type { JwtConfig, LoginRole } from './setup.ts';

/** The auth method `jwt`: a role's name comes back when the token is bound to it. */
export type JwtLogin = (role: string | undefined, jwt: string | undefined) => Promise<string>;

/** Words and order are those of the plugin (vault-plugin-auth-jwt, path_login.go) and of its validator (hashicorp/cap, jwt). */
export function createJwtLogin(config: JwtConfig, roles: Record<string, LoginRole>): JwtLogin {
  // An unknown key is asked for at once, as Vault does: a workload must not be refused because keys have just rotated.
  const keys = createRemoteJWKSet(new URL(config.jwks_url), { cooldownDuration: 0 });
  const roleOf = new Map(Object.entries(roles));
  return async (name, jwt) => {
    if (!name) throw new Failure(400, 'missing role');
    const role = roleOf.get(name);
    if (!role) throw new Failure(400, `role "${name}" could not be found`);
    if (!jwt) throw new Failure(400, 'missing token');
    try {
      await jwtVerify(jwt, keys, {
        issuer: config.bound_issuer,
        audience: role.bound_audiences,
        subject: role.bound_subject,
        algorithms: config.jwt_supported_algs,
        requiredClaims: ['exp'],
        clockTolerance: role.clock_skew_leeway,
      });
      return name;
    } catch (error) {
      throw new Failure(400, `error validating token: ${describe(error)}`);
    }
  };
}

const claimFaults: Record<string, string> = {
  iss: 'invalid issuer (iss) claim',
  sub: 'invalid subject (sub) claim',
  aud: 'invalid audience (aud) claim: audience claim does not match any expected audience',
  nbf: 'invalid not before (nbf) claim: token not yet valid',
  exp: 'invalid expiration time (exp) claim: token is expired',
};

function describe(error: unknown): string {
  const isClaim = error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired;
  if (isClaim) return claimFaults[error.claim] ?? error.message;
  const message = error instanceof Error ? error.message : String(error);
  return `error verifying token signature: ${isOfKeys(error) ? `fetching keys oidc: get keys failed: ${message}` : message}`;
}

/** The issuer's keys cannot be had, which says nothing of the token; Vault answers 400 all the same (coreos/go-oidc, jwks.go). */
function isOfKeys(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError) || error.code === errors.JOSEError.code) return true;
  return error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid;
}
