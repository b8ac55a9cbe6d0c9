import { loadConfig } from '@grocer/chassis/config';
import { IdentityConfig, type TrustedIssuer, trustedIssuers } from '@grocer/chassis/identity/trusted-issuers';
import { apiAudience } from '@grocer/contracts/identity';
import type { EstateYaml } from './estate-yaml.ts';

/** The one issuer of this target, and what its workforce's groups may do. */
export interface LocalIssuer {
  readonly issuerUrl: string;
  readonly discoveryUrl: string;
  readonly workforce: EstateYaml['workforce'];
}

/** The settings of who verifies callers: here customers and workforce have one issuer. */
export function identityEnvironment({ issuerUrl, discoveryUrl, workforce }: LocalIssuer): Record<string, string> {
  const settings = { ISSUER: issuerUrl, DISCOVERY_URL: discoveryUrl, AUDIENCE: apiAudience };
  const ofEither = Object.entries(settings).flatMap(([name, value]) => [
    [`OIDC_CUSTOMERS_${name}`, value],
    [`OIDC_WORKFORCE_${name}`, value],
  ]);
  const groups = Object.entries(workforce).map(([group, scopes]) => `${group}=${scopes.join(' ')}`);
  return { ...Object.fromEntries(ofEither), OIDC_WORKFORCE_GROUPS: groups.join('; ') };
}

/** The same for what this target itself runs. */
export function trustLocalIssuer(issuer: LocalIssuer): TrustedIssuer[] {
  return trustedIssuers(loadConfig(IdentityConfig, identityEnvironment(issuer)));
}
