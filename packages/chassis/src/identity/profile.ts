import { errors, type JWTPayload, type JWTVerifyOptions } from 'jose';

/** Whom a verified access token speaks of, in our words instead of its issuer's. */
export interface Identity {
  readonly subject: string;
  readonly clientId: string;
  /** Scopes that the token was issued with. */
  readonly scopes: readonly string[];
  /** A person's groups or roles. */
  readonly groups: readonly string[];
  /** A client that acts for itself (client credentials), no person. */
  readonly isClient: boolean;
}

/** How one kind of issuer shapes its access tokens. */
export interface Profile {
  /** What jose is to demand beside signature, issuer, audience and time. */
  readonly demands: Pick<JWTVerifyOptions, 'typ' | 'requiredClaims'>;
  /** Reads verified claims. Throws jose's JWTClaimValidationFailed for what is no access token. */
  read(claims: JWTPayload): Identity;
}

/** What jose throws for a claim that will not do. */
export function claimFault(claims: JWTPayload, claim: string): errors.JWTClaimValidationFailed {
  return new errors.JWTClaimValidationFailed(`"${claim}" is not acceptable`, claims, claim, 'invalid');
}

/** An identifier ends up in records and logs: printable ASCII, at most 255 characters (OpenID Connect Core §2 on `sub`). */
export function identifierIn(claims: JWTPayload, claim: string): string {
  const value = claims[claim];
  if (typeof value === 'string' && /^[ -~]{1,255}$/.test(value)) return value;
  throw claimFault(claims, claim);
}

/** The names in a claim that holds them as a list, or separated by spaces (RFC 8693 §4.2); none when it is absent. */
export function namesIn(claims: JWTPayload, claim: string): string[] {
  const value = claims[claim];
  if (typeof value === 'string') return value.split(' ').filter(Boolean);
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
}

/** Claims that OpenID Connect Core gives to ID tokens alone (§2, §3.3.2.11): for issuers whose `typ` does not tell. */
export function refuseIdToken(claims: JWTPayload): void {
  const telltale = ['nonce', 'at_hash', 'c_hash'].find((claim) => claims[claim] !== undefined);
  if (telltale) throw claimFault(claims, telltale);
}
