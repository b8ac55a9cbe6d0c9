import { customerScopes, type Scope, scopes, workforceScopes } from '@grocer/contracts/identity';
import { type Static, Type } from 'typebox';
import { ConfigError, identitySettings } from '../config.ts';
import type { Grants } from './grants.ts';

/** The settings of who verifies callers, as a schema. */
export const IdentityConfig = Type.Object(identitySettings);
export type IdentityConfig = Static<typeof IdentityConfig>;

/** An issuer whose tokens are taken. Its name and the address of its discovery document may differ inside a network. */
export interface TrustedIssuer {
  readonly issuer: string;
  readonly discoveryUrl: string;
  readonly audience: string;
  readonly profile: IdentityConfig['oidcCustomersProfile'];
  readonly grants: Grants;
}

/**
 * The customers' issuer, whose tokens never do what is the workforce's, and the workforce's. They may be one and the same: then
 * groups tell who is which. Either way one issuer alone lets anyone place orders, so that a subject is an account. Throws a ConfigError when one issuer is described in two ways.
 */
export function trustedIssuers(config: IdentityConfig): TrustedIssuer[] {
  const customers: TrustedIssuer = {
    issuer: config.oidcCustomersIssuer,
    discoveryUrl: config.oidcCustomersDiscoveryUrl,
    audience: config.oidcCustomersAudience,
    profile: config.oidcCustomersProfile,
    grants: { everyone: customerScopes, clients: [], groups: new Map() },
  };
  const workforce: TrustedIssuer = {
    issuer: config.oidcWorkforceIssuer,
    discoveryUrl: config.oidcWorkforceDiscoveryUrl,
    audience: config.oidcWorkforceAudience,
    profile: config.oidcWorkforceProfile,
    grants: { everyone: [], clients: workforceScopes, groups: groupsIn(config.oidcWorkforceGroups) },
  };
  if (customers.issuer !== workforce.issuer) return [customers, workforce];
  for (const key of ['discoveryUrl', 'audience', 'profile'] as const) {
    if (customers[key] !== workforce[key])
      throw new ConfigError(`OIDC_CUSTOMERS_ISSUER and OIDC_WORKFORCE_ISSUER are one, but their ${key} differs`);
  }
  return [{ ...workforce, grants: { ...workforce.grants, everyone: customerScopes } }];
}

/** `merchandisers=catalogue:write; operators=orders:read estate:observe`, as the setting's pattern has it. */
function groupsIn(text: string): Map<string, Scope[]> {
  return new Map(
    text.split(';').map((row) => {
      const [group = '', granted = ''] = row.split('=', 2);
      const names = granted.trim().split(/ +/);
      return [group.trim(), scopes.filter((scope) => names.includes(scope))];
    }),
  );
}
