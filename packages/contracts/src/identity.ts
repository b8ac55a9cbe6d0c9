/** The audience of access tokens for the storefront API. */
export const apiAudience = 'https://api.grocer.example';

/** The audience of workload identities, which Vault's roles bind together with the subject. */
export const vaultAudience = 'https://vault.grocer.example';

/** What a caller may be allowed to do. */
export const scopes = ['orders:place', 'orders:read', 'catalogue:write', 'pricing:run', 'estate:observe'] as const;
export type Scope = (typeof scopes)[number];

/** What customers may do. The other scopes are the workforce's, whatever a customer's token says. */
export const customerScopes: readonly Scope[] = ['orders:place'];
export const workforceScopes: readonly Scope[] = scopes.filter((scope) => !customerScopes.includes(scope));

/** Clients of the local issuer: the shop's pages (public, code with PKCE) and the scripts (client credentials, all scopes). */
export const storefrontClientId = 'storefront';
export const cliClientId = 'grocer-cli';

/** A person of the demo: signs in by a click, without a password. */
export interface DemoAccount {
  readonly subject: string;
  readonly name: string;
  readonly groups: readonly string[];
  readonly scopes: readonly Scope[];
}

/** The people who can sign in to a local estate from its first day. */
export const demoAccounts: readonly DemoAccount[] = [
  ...['Asha Patel', 'Ben Okafor', 'Chloe Evans', 'Dylan Hughes', 'Esra Demir'].map(
    (name, index): DemoAccount => ({
      subject: `customer-${index + 1}`,
      name,
      groups: ['customers'],
      scopes: ['orders:place'],
    }),
  ),
  {
    subject: 'merchandiser',
    name: 'Morgan Reid',
    groups: ['merchandisers'],
    scopes: ['catalogue:write'],
  },
  {
    subject: 'operator',
    name: 'Olu Adeyemi',
    groups: ['operators'],
    scopes: ['orders:read', 'pricing:run', 'estate:observe'],
  },
];
