import { vaultAudience } from '@grocer/contracts/identity';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { Failure } from './failure.ts';

/** The issuer whose tokens let a workload in. */
export interface TrustedIssuer {
  issuer: string;
  jwksUri: string;
}

/** The auth method `jwt`: a role's name comes back when the token is its workload's. Every role's subject is its own name. */
export type JwtLogin = (role: string | undefined, jwt: string | undefined) => Promise<string>;

export function createJwtLogin({ issuer, jwksUri }: TrustedIssuer, roles: ReadonlySet<string>): JwtLogin {
  // An unknown key is asked for at once, as Vault does: a workload must not be refused because keys have just rotated.
  const keys = createRemoteJWKSet(new URL(jwksUri), { cooldownDuration: 0 });
  return async (role, jwt) => {
    if (!role) throw new Failure(400, 'missing role');
    if (!roles.has(role)) throw new Failure(400, `role "${role}" could not be found`);
    if (!jwt) throw new Failure(400, 'missing token');
    try {
      await jwtVerify(jwt, keys, {
        issuer,
        audience: vaultAudience,
        subject: role,
        algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'],
        requiredClaims: ['exp'],
        clockTolerance: 30,
      });
      return role;
    } catch (error) {
      // Keys that cannot be fetched are this side's fault, and worth another try.
      if (!(error instanceof errors.JOSEError) || error instanceof errors.JWKSTimeout) throw error;
      throw new Failure(400, `error validating token: ${describe(error)}`);
    }
  };
}

const claimNames: Record<string, string> = {
  aud: 'audience',
  iss: 'issuer',
  sub: 'subject',
  exp: 'expiration time',
  nbf: 'not before',
  iat: 'issued at',
};

function describe(error: errors.JOSEError): string {
  const isClaim = error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired;
  if (!isClaim) return `error verifying token signature: ${error.message}`;
  return `invalid ${claimNames[error.claim] ?? error.claim} (${error.claim}) claim: ${error.message}`;
}
