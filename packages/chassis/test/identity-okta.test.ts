import { afterAll, describe, expect, it } from 'vitest';
import { startForeignIssuer } from './identity-rig.ts';

const name = 'https://grocer.okta.com/oauth2/aus9o8wzkhckw9TLa0h7';
const audience = 'api://grocer';
const { issuer, verifier } = await startForeignIssuer(name, { audience, profile: 'okta' });
afterAll(() => issuer.stop());

const now = Math.floor(Date.now() / 1000);

/** As documented for a custom authorization server, which also adds the groups; the header has `kid` and `alg` alone. */
const ofPerson = {
  ver: 1,
  jti: 'AT.0mP4JKAZX1iACIT4vbEDF7LpvDVjxypPMf0D7uX39RE',
  iss: name,
  aud: audience,
  iat: now,
  exp: now + 3600,
  cid: '0oa3ppkkqzyLf6L6I0h8',
  uid: '00u1gy0cHgpbfvIcV0h7',
  scp: ['openid', 'profile', 'orders:read', 'pricing:run', 'catalogue:write'],
  auth_time: now - 60,
  sub: 'olu.adeyemi@grocer.example',
  groups: ['Everyone', 'operators'],
};

const { uid: _, auth_time: __, groups: ___, ...unbound } = ofPerson;
const ofClient = { ...unbound, sub: unbound.cid, scp: ['orders:read', 'catalogue:write'] };

/** As documented: for the client, with the hash of the access token beside it. */
const idToken = {
  ver: 1,
  sub: ofPerson.uid,
  iss: name,
  aud: ofPerson.cid,
  iat: now,
  exp: now + 3600,
  jti: 'ID.bi4zVJcOmTUPCUXlxkPiZzzQJ3dwLKSLIPjnPBJtQkg',
  amr: ['pwd'],
  idp: '00o1gxzx5i9hjW4TU0h7',
  nonce: 'RuBcPgzWqiYsqsSJFW5v',
  name: 'Olu Adeyemi',
  email: ofPerson.sub,
  preferred_username: ofPerson.sub,
  auth_time: now - 60,
  at_hash: 'zEoVrrnUxyTpSFPoBZ9RcA',
  groups: ['Everyone', 'operators'],
};

const verify = async (claims: object) => verifier.verify(await issuer.sign(claims));

describe("a verifier of Okta's tokens", () => {
  it('knows a person by `uid`, not by the e-mail address in `sub`, and what the groups allow', async () => {
    expect(await verify(ofPerson)).toEqual({
      subject: ofPerson.uid,
      clientId: ofPerson.cid,
      scopes: new Set(['orders:read', 'pricing:run']),
      groups: ['Everyone', 'operators'],
    });
  });

  it('knows a client that acts for itself, to which no user is bound', async () => {
    expect(await verify(ofClient)).toEqual({
      subject: ofClient.cid,
      clientId: ofClient.cid,
      scopes: new Set(['orders:read', 'catalogue:write']),
      groups: [],
    });
  });

  it('lets no group widen what a client that acts for itself was given', async () => {
    const { scopes } = await verify({ ...ofClient, scp: ['openid'], groups: ['operators'] });
    expect([...scopes]).toEqual([]);
  });

  it.each<[string, object, string]>([
    ['an ID token', idToken, 'scp'],
    ['an ID token for the API itself', { ...idToken, aud: audience }, 'scp'],
    ['an access token with the claims of an ID token', { ...ofPerson, nonce: 'n' }, 'nonce'],
    ['an ID token with the claims of an access token', { ...ofPerson, ...idToken }, 'aud'],
    ['a token without scopes', { ...ofPerson, scp: undefined }, 'scp'],
    ['a token for another API', { ...ofPerson, aud: 'api://default' }, 'aud'],
    ['a token of another authorization server', { ...ofPerson, iss: 'https://grocer.okta.com' }, 'iss'],
  ])('refuses %s', async (_title, claims, claim) => {
    const message = `claim "${claim}" is not acceptable`;
    await expect(verify(claims)).rejects.toMatchObject({ code: 'unauthenticated', message });
  });

  it('reads no scopes out of a text', async () => {
    expect([...(await verify({ ...ofPerson, scp: 'orders:read pricing:run' })).scopes]).toEqual([]);
  });
});
