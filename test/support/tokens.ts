import { createServer } from 'node:http';
import { join } from 'node:path';
import type { TrustedIssuer } from '@grocer/chassis/identity/trusted-issuers';
import { apiAudience, type Scope, storefrontClientId } from '@grocer/contracts/identity';
import { readEstateYaml } from '@grocer/local/estate-yaml';
import { identityEnvironment, trustLocalIssuer } from '@grocer/local/identity';
import { portOf } from '@grocer/local/processes/ports';
import { CompactSign, type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWSHeaderParameters } from 'jose';

export interface TokenInput {
  readonly subject: string;
  readonly scopes?: readonly Scope[];
  readonly clientId?: string;
  /** By default those that a person with such scopes is in. */
  readonly groups?: readonly string[];
  readonly audience?: string;
  /** Seconds from now; a negative number makes a token that has expired. */
  readonly expiresIn?: number;
  /** The header's `typ`: `at+jwt` marks an access token. */
  readonly type?: string;
  /** Claims beyond, or in place of, those above. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

export interface TestIssuer {
  readonly issuer: string;
  readonly discoveryUrl: string;
  /** How what runs here trusts it: as the one issuer of customers and workforce. */
  readonly trusted: readonly TrustedIssuer[];
  /** The same as a deployable's settings. */
  readonly environment: Readonly<Record<string, string>>;
  /** Every path it was asked for. */
  readonly requests: readonly string[];
  /** The public half of the key it signs with. */
  publicKey(): JWK;
  token(input: TokenInput): Promise<string>;
  /** Signs any claims, or a payload as it is given, under any header. */
  sign(payload: object | string, header?: Partial<JWSHeaderParameters>): Promise<string>;
  /** Signs by a new key from now on, and publishes no other. */
  rotate(): Promise<void>;
  stop(): Promise<void>;
}

export interface TestIssuerOptions {
  /** Its name, where it is not its address. */
  readonly name?: string;
  readonly algorithm?: 'ES256' | 'RS256';
  /** Asked at each request for the keys: the status of the answer. */
  readonly jwksStatus?: () => number;
}

const { workforce } = readEstateYaml(join(import.meta.dirname, '../../infra/estate.yaml'));

/** An issuer for tests: discovery and keys over HTTP, and any token at all for the asking. */
export async function startTestIssuer(options: TestIssuerOptions = {}): Promise<TestIssuer> {
  const { jwksStatus = () => 200, algorithm = 'ES256' } = options;
  let key = await makeKey(algorithm);
  const requests: string[] = [];
  const documents: Record<string, () => object> = {
    '/.well-known/openid-configuration': () => ({ issuer, jwks_uri: `${address}/jwks` }),
    '/jwks': () => ({ keys: [key.publicJwk] }),
  };
  const server = createServer((request, response) => {
    const { url = '' } = request;
    requests.push(url);
    const document = documents[url]?.();
    const status = url === '/jwks' ? jwksStatus() : 200;
    response
      .writeHead(document ? status : 404, { 'content-type': 'application/json' })
      .end(JSON.stringify(document ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://localhost:${portOf(server)}`;
  const { name: issuer = address } = options;
  const local = { issuerUrl: issuer, discoveryUrl: `${address}/.well-known/openid-configuration`, workforce };
  const sign: TestIssuer['sign'] = (payload, header) => {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
    const { alg = algorithm, crit = [], ...others } = header ?? {};
    return new CompactSign(new TextEncoder().encode(text))
      .setProtectedHeader({ alg, kid: key.publicJwk.kid, ...others, ...(crit.length > 0 && { crit }) })
      .sign(key.privateKey, { crit: Object.fromEntries(crit.map((name) => [name, true])) });
  };
  return {
    issuer,
    discoveryUrl: local.discoveryUrl,
    trusted: trustLocalIssuer(local),
    environment: identityEnvironment(local),
    requests,
    publicKey: () => key.publicJwk,
    token: ({ type = 'at+jwt', ...input }) => sign(claimsOf(issuer, input), { typ: type }),
    sign,
    rotate: async () => {
      key = await makeKey(algorithm);
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function makeKey(alg: string): Promise<{ privateKey: CryptoKey; publicJwk: JWK & { kid: string } }> {
  const { privateKey, publicKey } = await generateKeyPair(alg);
  return { privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid: crypto.randomUUID(), alg, use: 'sig' } };
}

/** The claims of an access token of the issuer of that name. */
export function claimsOf(issuer: string, input: TokenInput): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000);
  const { scopes = [] } = input;
  return {
    iss: issuer,
    aud: input.audience ?? apiAudience,
    sub: input.subject,
    client_id: input.clientId ?? storefrontClientId,
    scope: scopes.join(' '),
    groups: input.groups ?? groupsWith(scopes),
    iat: now,
    exp: now + (input.expiresIn ?? 600),
    jti: crypto.randomUUID(),
    ...input.claims,
  };
}

function groupsWith(scopes: readonly Scope[]): string[] {
  const found = Object.entries(workforce).filter(([, granted]) => granted.some((scope) => scopes.includes(scope)));
  return found.length > 0 ? found.map(([group]) => group) : ['customers'];
}
