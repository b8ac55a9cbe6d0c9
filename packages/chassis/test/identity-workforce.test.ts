import { createVerifier, type Verifier } from '@grocer/chassis/identity';
import { trustedIssuers } from '@grocer/chassis/identity/trusted-issuers';
import { apiAudience, scopes, workforceScopes } from '@grocer/contracts/identity';
import { startTestIssuer, type TestIssuer } from '@grocer/test-support/tokens';
import { afterAll, beforeAll, expect, it } from 'vitest';

let customers: TestIssuer;
let workforce: TestIssuer;
let verifier: Verifier;
beforeAll(async () => {
  [customers, workforce] = await Promise.all([startTestIssuer(), startTestIssuer()]);
  const config = {
    oidcCustomersIssuer: customers.issuer,
    oidcCustomersDiscoveryUrl: customers.discoveryUrl,
    oidcCustomersAudience: apiAudience,
    oidcCustomersProfile: 'grocer',
    oidcWorkforceIssuer: workforce.issuer,
    oidcWorkforceDiscoveryUrl: workforce.discoveryUrl,
    oidcWorkforceAudience: apiAudience,
    oidcWorkforceProfile: 'grocer',
    oidcWorkforceGroups: 'merchandisers=catalogue:write; operators=orders:read estate:observe pricing:run',
  } as const;
  verifier = createVerifier(trustedIssuers(config), { warn: () => undefined });
});
afterAll(() => Promise.all([customers.stop(), workforce.stop()]));

const groups = ['customers', 'merchandisers', 'operators'];
const scopesOf = async (token: string) => [...(await verifier.verify(token)).scopes];

it("lets a customers' token do nothing of the workforce's, with every group and scope there is", async () => {
  expect(await scopesOf(await customers.token({ subject: 'customer-1', scopes, groups }))).toEqual(['orders:place']);
});

it("lets no client of the customers' issuer act as one of the workforce's", async () => {
  const client = { subject: 'grocer-cli', clientId: 'grocer-cli', scopes, groups };
  expect(await scopesOf(await customers.token(client))).toEqual(['orders:place']);
});

it("lets the workforce's people do what their groups may, and place no orders", async () => {
  expect(await scopesOf(await workforce.token({ subject: 'operator', scopes, groups: ['operators'] }))).toEqual([
    'orders:read',
    'pricing:run',
    'estate:observe',
  ]);
});

it('lets a client of the workforce that acts for itself do what its token says of the workforce', async () => {
  const client = { subject: 'grocer-cli', clientId: 'grocer-cli', scopes };
  expect(await scopesOf(await workforce.token(client))).toEqual([...workforceScopes]);
});

it('knows an account by its subject: only one issuer lets anyone place orders', async () => {
  const everyone = [{ subject: 'customer-1' }, { subject: 'customer-1', clientId: 'customer-1' }];
  for (const who of everyone) {
    const claimed = { ...who, scopes, groups };
    expect(await scopesOf(await customers.token(claimed))).toEqual(['orders:place']);
    expect(await scopesOf(await workforce.token(claimed))).not.toContain('orders:place');
  }
});

it('holds a token to the issuer that it names alone', async () => {
  const posing = { subject: 'operator', scopes, groups, claims: { iss: workforce.issuer } };
  await expect(verifier.verify(await customers.token(posing))).rejects.toMatchObject({ code: 'unauthenticated' });
});
