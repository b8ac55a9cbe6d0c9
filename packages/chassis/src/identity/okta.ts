import { identifierIn, namesIn, type Profile, refuseIdToken } from './profile.ts';

/**
 * Access tokens of an Okta custom authorization server. Their header has no `typ`; `groups` is a claim that the server is told
 * to add. `sub` is the user's name, mostly an e-mail address, so a person is known by `uid`.
 */
export const okta: Profile = {
  demands: { requiredClaims: ['exp', 'sub', 'cid', 'iat', 'jti', 'scp'] },
  read(claims) {
    refuseIdToken(claims);
    // No user is bound to the token: no `uid`.
    const isClient = claims.uid === undefined;
    return {
      subject: identifierIn(claims, isClient ? 'sub' : 'uid'),
      clientId: identifierIn(claims, 'cid'),
      scopes: Array.isArray(claims.scp) ? namesIn(claims, 'scp') : [],
      groups: isClient ? [] : namesIn(claims, 'groups'),
      isClient,
    };
  },
};
