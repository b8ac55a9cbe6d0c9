import { identifierIn, namesIn, type Profile } from './profile.ts';

/** Access tokens by RFC 9068: our own issuer's, and any other's that keeps to it. */
export const grocer: Profile = {
  demands: { typ: 'at+jwt', requiredClaims: ['exp', 'sub', 'client_id', 'iat', 'jti'] },
  read(claims) {
    const subject = identifierIn(claims, 'sub');
    const clientId = identifierIn(claims, 'client_id');
    return {
      subject,
      clientId,
      // A list would be another issuer's `scope`.
      scopes: typeof claims.scope === 'string' ? namesIn(claims, 'scope') : [],
      groups: Array.isArray(claims.groups) ? namesIn(claims, 'groups') : [],
      // Where no person takes part the subject is the client (§2.2).
      isClient: subject === clientId,
    };
  },
};
