import {
  apiAudience,
  cliClientId,
  type DemoAccount,
  demoAccounts,
  type Scope,
  scopes,
  storefrontClientId,
} from '@grocer/contracts/identity';
import type { JWK } from 'jose';
import Provider, {
  type AdapterFactory,
  type ClientMetadata,
  type Configuration,
  errors,
  type KoaContextWithOIDC,
} from 'oidc-provider';
import { errorPage, signedOutPage, signOutPage } from './pages.ts';
import type { IssuerSecrets } from './secrets.ts';

export interface ProviderOptions {
  readonly issuer: string;
  /** The shop's origin: the only one that sign-ins return to and that may call the token endpoint from a page. */
  readonly storefrontOrigin: string;
  readonly secrets: IssuerSecrets;
  /** Private keys, all of them published; the first one signs. */
  readonly signingKeys: readonly JWK[];
  readonly adapter: AdapterFactory;
}

const halfAnHour = 30 * 60;
const day = 24 * 60 * 60;

/** In seconds. */
export const lifetimes = {
  AccessToken: halfAnHour,
  ClientCredentials: halfAnHour,
  IdToken: halfAnHour,
  AuthorizationCode: 60,
  Interaction: 60 * 60,
  Session: day,
  Grant: day,
  RefreshToken: day,
};

/** The OpenID provider as contracts §4 has it. Its keys are fixed: to rotate them, make another with the keys in new order. */
export function createProvider(options: ProviderOptions): Provider {
  const { issuer, storefrontOrigin, secrets, signingKeys, adapter } = options;
  return new Provider(issuer, {
    adapter,
    jwks: { keys: [...signingKeys] },
    cookies: { keys: [secrets.cookieKey] },
    clients: [storefront(storefrontOrigin), cli(secrets.cliSecret)],
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    clientBasedCORS: (_ctx, origin) => origin === storefrontOrigin,
    scopes: ['openid', 'offline_access'],
    claims: { openid: ['sub', 'name', 'groups'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    ttl: lifetimes,
    interactions: { url: (_ctx, interaction) => `/sign-in/${interaction.uid}` },
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    findAccount: (_ctx, subject) => {
      const account = findDemoAccount(subject);
      return (
        account && { accountId: subject, claims: () => ({ sub: subject, name: account.name, groups: account.groups }) }
      );
    },
    loadExistingGrant: grantWhatGroupsAllow,
    extraTokenClaims: (_ctx, token) =>
      token.kind === 'AccessToken' ? { groups: findDemoAccount(token.accountId)?.groups ?? [] } : undefined,
    renderError: (ctx, { error, error_description: detail = error }) => {
      ctx.type = 'html';
      ctx.body = errorPage(detail);
    },
    features: features(),
  });
}

export function findDemoAccount(subject: string): DemoAccount | undefined {
  return demoAccounts.find((account) => account.subject === subject);
}

function storefront(origin: string): ClientMetadata {
  return {
    client_id: storefrontClientId,
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    redirect_uris: [`${origin}/signed-in`],
    post_logout_redirect_uris: [`${origin}/`],
  };
}

function cli(secret: string): ClientMetadata {
  return {
    client_id: cliClientId,
    client_secret: secret,
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
  };
}

function features(): Configuration['features'] {
  return {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    revocation: { enabled: true },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (ctx, form) => {
        ctx.body = signOutPage(form);
      },
      postLogoutSuccessSource: (ctx) => {
        ctx.body = signedOutPage();
      },
    },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => apiAudience,
      useGrantedResource: () => true,
      getResourceServerInfo: (_ctx, resource) => {
        if (resource !== apiAudience) throw new errors.InvalidTarget();
        return {
          scope: scopes.join(' '),
          audience: apiAudience,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'ES256' } },
        };
      },
    },
  };
}

/** Consent without a page: our own client is granted what the person's groups allow, and refused every other scope. */
async function grantWhatGroupsAllow({ oidc }: KoaContextWithOIDC) {
  const { client, account, session, provider } = oidc;
  if (!client || !account || !session) return undefined;
  const grantId = session.grantIdFor(client.clientId);
  const known = grantId && (await provider.Grant.find(grantId));
  if (known) return known;

  const allowed = new Set<Scope>(findDemoAccount(account.accountId)?.scopes);
  const grant = new provider.Grant({ clientId: client.clientId, accountId: account.accountId });
  grant.addOIDCScope('openid offline_access');
  grant.addResourceScope(apiAudience, scopes.filter((scope) => allowed.has(scope)).join(' '));
  grant.rejectResourceScope(apiAudience, scopes.filter((scope) => !allowed.has(scope)).join(' '));
  await grant.save();
  return grant;
}
