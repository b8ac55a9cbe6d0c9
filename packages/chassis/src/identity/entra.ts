import { claimFault, identifierIn, namesIn, type Profile, refuseIdToken } from './profile.ts';

/**
 * Access tokens of Microsoft Entra ID, version 2.0. A person's have `scp`, and app roles in `roles`; a client that acts for itself
 * has `roles` alone, which then are its scopes. `sub` differs from API to API, `oid` is the same in the whole tenant.
 */
export const entra: Profile = {
  demands: { typ: 'JWT', requiredClaims: ['exp', 'oid', 'azp', 'iat', 'ver'] },
  read(claims) {
    refuseIdToken(claims);
    if (claims.ver !== '2.0') throw claimFault(claims, 'ver');
    const isClient = claims.scp === undefined;
    const roles = namesIn(claims, 'roles');
    // An ID token has neither `azp` nor `scp`, but may have the person's roles.
    if (isClient && roles.length === 0) throw claimFault(claims, 'scp');
    return {
      subject: identifierIn(claims, 'oid'),
      clientId: identifierIn(claims, 'azp'),
      scopes: isClient ? roles : namesIn(claims, 'scp'),
      groups: isClient ? [] : roles,
      isClient,
    };
  },
};
