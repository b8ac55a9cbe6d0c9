import { afterAll, describe, expect, it } from 'vitest';
import { startForeignIssuer } from './identity-rig.ts';

const tenant = '72f988bf-86f1-41af-91ab-2d7cd011db47';
const name = `https://login.microsoftonline.com/${tenant}/v2.0`;
const api = '6e74172b-be56-4843-9ff4-e66a39bb12e3';
const { issuer, verifier } = await startForeignIssuer(name, { audience: api, profile: 'entra' });
afterAll(() => issuer.stop());

const now = Math.floor(Date.now() / 1000);

/** As documented for version 2.0; what is opaque is made up. */
const ofPerson = {
  aud: api,
  iss: name,
  iat: now,
  nbf: now,
  exp: now + 3900,
  aio: 'AXQAi/8IAAAAtAaZLo3ChMif6KOnttRB7eBq4',
  azp: '3c1e5a1d-8f4a-4c3d-9b2f-0e6a7d5c4b3a',
  azpacr: '0',
  name: 'Olu Adeyemi',
  oid: '690222be-ff1a-4d56-abd1-7e4f7d38e474',
  preferred_username: 'olu.adeyemi@grocer.example',
  rh: '0.AAAAv4j5cvGGr0GRqy180BHbR',
  roles: ['operators'],
  scp: 'orders:read pricing:run catalogue:write',
  sub: 'HKZpfaHyWadeOouYlitjrI-KffTm222X5rrV3xDqfKQ',
  tid: tenant,
  uti: 'fqiBqXLPj0eQa82S-IYFAA',
  ver: '2.0',
};

/** Client credentials: no `scp`, no name, and the service principal in `oid` and `sub`. */
const { scp: _, name: __, preferred_username: ___, ...unnamed } = ofPerson;
const servicePrincipal = '41fbd3b2-6a0e-4b61-a2f4-9a2c7a0d5e11';
const ofClient = {
  ...unnamed,
  azpacr: '1',
  oid: servicePrincipal,
  sub: servicePrincipal,
  roles: ['orders:read', 'catalogue:write'],
};

/** As documented: for the client; the person's roles are those at the client. */
const { azp: ____, azpacr: _____, scp: ______, ...shared } = ofPerson;
const idToken = { ...shared, aud: ofPerson.azp, nonce: '12345', at_hash: 'zEoVrrnUxyTpSFPoBZ9RcA' };

const verify = async (claims: object) => verifier.verify(await issuer.sign(claims, { typ: 'JWT' }));

describe("a verifier of Entra ID's tokens", () => {
  it('knows a person by `oid`, and what the roles allow of the scopes', async () => {
    expect(await verify(ofPerson)).toEqual({
      subject: ofPerson.oid,
      clientId: ofPerson.azp,
      scopes: new Set(['orders:read', 'pricing:run']),
      groups: ['operators'],
    });
  });

  it('takes the roles of a client that acts for itself for its scopes', async () => {
    expect(await verify(ofClient)).toEqual({
      subject: servicePrincipal,
      clientId: ofClient.azp,
      scopes: new Set(['orders:read', 'catalogue:write']),
      groups: [],
    });
  });

  it('gives a person without a role nothing of the workforce', async () => {
    expect([...(await verify({ ...ofPerson, roles: undefined })).scopes]).toEqual([]);
  });

  it('takes no role of a person for a scope', async () => {
    expect([...(await verify({ ...ofPerson, scp: 'openid', roles: ['catalogue:write'] })).scopes]).toEqual([]);
  });

  it.each<[string, object, string]>([
    ['an ID token', idToken, 'azp'],
    ['an ID token of a client that is the API itself', { ...idToken, aud: api }, 'azp'],
    ['an access token with the claims of an ID token', { ...ofPerson, nonce: 'n' }, 'nonce'],
    ['an ID token with the claims of an access token', { ...ofPerson, ...idToken }, 'aud'],
    ['a token with neither scopes nor roles', { ...ofPerson, scp: undefined, roles: undefined }, 'scp'],
    ['a token for another API', { ...ofPerson, aud: '00000003-0000-0000-c000-000000000000' }, 'aud'],
    ['the API by its URI, as version 1.0 has it', { ...ofPerson, aud: `api://${api}` }, 'aud'],
    ['version 1.0', { ...ofPerson, ver: '1.0' }, 'ver'],
    ['another tenant', { ...ofPerson, iss: name.replace('7', '8') }, 'iss'],
    ['a token without the immutable id', { ...ofPerson, oid: undefined }, 'oid'],
  ])('refuses %s', async (_title, claims, claim) => {
    const message = `claim "${claim}" is not acceptable`;
    await expect(verify(claims)).rejects.toMatchObject({ code: 'unauthenticated', message });
  });
});
