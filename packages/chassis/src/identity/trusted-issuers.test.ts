import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from '../config.ts';
import { IdentityConfig, trustedIssuers } from './trusted-issuers.ts';

const okta = 'https://grocer.okta.com/oauth2/default';
const entra = 'https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0';
const env = {
  OIDC_CUSTOMERS_ISSUER: okta,
  OIDC_CUSTOMERS_DISCOVERY_URL: `${okta}/.well-known/openid-configuration`,
  OIDC_CUSTOMERS_AUDIENCE: 'api://grocer',
  OIDC_CUSTOMERS_PROFILE: 'okta',
  OIDC_WORKFORCE_ISSUER: entra,
  OIDC_WORKFORCE_DISCOVERY_URL: `${entra}/.well-known/openid-configuration`,
  OIDC_WORKFORCE_AUDIENCE: '6e74172b-be56-4843-9ff4-e66a39bb12e3',
  OIDC_WORKFORCE_PROFILE: 'entra',
  OIDC_WORKFORCE_GROUPS: 'Shop floor=catalogue:write ;operators = orders:read  estate:observe',
};
const load = (changes: Record<string, string>) => trustedIssuers(loadConfig(IdentityConfig, { ...env, ...changes }));

const shared = {
  OIDC_WORKFORCE_ISSUER: okta,
  OIDC_WORKFORCE_DISCOVERY_URL: env.OIDC_CUSTOMERS_DISCOVERY_URL,
  OIDC_WORKFORCE_AUDIENCE: env.OIDC_CUSTOMERS_AUDIENCE,
  OIDC_WORKFORCE_PROFILE: 'okta',
};

describe('the issuers of a configuration', () => {
  it('are two, each with its profile and what it may grant', () => {
    const [customers, workforce] = load({});
    expect(customers).toMatchObject({ issuer: okta, profile: 'okta', grants: { everyone: ['orders:place'] } });
    expect(workforce).toMatchObject({ issuer: entra, profile: 'entra', grants: { everyone: [] } });
    expect([...(customers?.grants.groups ?? [])]).toEqual([]);
    expect([...(workforce?.grants.groups ?? [])]).toEqual([
      ['Shop floor', ['catalogue:write']],
      ['operators', ['orders:read', 'estate:observe']],
    ]);
  });

  it('may be one, which grants what both would', () => {
    const issuers = load(shared);
    expect(issuers).toMatchObject([{ issuer: okta, grants: { everyone: ['orders:place'] } }]);
    expect(issuers[0]?.grants.groups.size).toBe(2);
  });

  it.each([
    ['discoveryUrl', 'OIDC_WORKFORCE_DISCOVERY_URL', 'https://elsewhere.example'],
    ['audience', 'OIDC_WORKFORCE_AUDIENCE', 'api://other'],
    ['profile', 'OIDC_WORKFORCE_PROFILE', 'grocer'],
  ])('are not one with two kinds of %s', (key, variable, value) => {
    expect(() => load({ ...shared, [variable]: value })).toThrow(`their ${key} differs`);
  });

  it.each(['operators', 'operators=', '=orders:read', 'operators=orders:place', 'operators=orders:read;', 'a=b:c'])(
    'grant nothing by the groups "%s"',
    (groups) => expect(() => load({ OIDC_WORKFORCE_GROUPS: groups })).toThrow(ConfigError),
  );

  it('keep to the profiles there are', () => {
    expect(() => load({ OIDC_CUSTOMERS_PROFILE: 'auth0' })).toThrow('OIDC_CUSTOMERS_PROFILE');
  });
});
