import { createServer } from 'node:http';
import { apiAudience, type Scope, storefrontClientId } from '@grocer/contracts/identity';
import { portOf } from '@grocer/local/processes/ports';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

export interface TokenInput {
  readonly subject: string;
  readonly scopes?: readonly Scope[];
  readonly clientId?: string;
  readonly groups?: readonly string[];
  readonly audience?: string;
  /** Seconds from now; a negative number makes a token that has expired. */
  readonly expiresIn?: number;
  /** The header's `typ`: `at+jwt` marks an access token. */
  readonly type?: string;
  /** Claims beyond, or in place of, those above. */
  readonly claims?: JWTPayload;
}

export interface TestIssuer {
  readonly issuer: string;
  readonly discoveryUrl: string;
  token(input: TokenInput): Promise<string>;
  stop(): Promise<void>;
}

export interface TestIssuerOptions {
  /** Asked at each request for the keys: the status of the answer. */
  readonly jwksStatus?: () => number;
}

/** An issuer for tests: discovery and keys over HTTP, and any token at all for the asking. */
export async function startTestIssuer({ jwksStatus = () => 200 }: TestIssuerOptions = {}): Promise<TestIssuer> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const header = { alg: 'ES256', kid: 'test' };
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), ...header, use: 'sig' }] };
  const documents: Record<string, () => object> = {
    '/.well-known/openid-configuration': () => ({ issuer, jwks_uri: `${issuer}/jwks` }),
    '/jwks': () => jwks,
  };
  const server = createServer((request, response) => {
    const document = documents[request.url ?? '']?.();
    const status = request.url === '/jwks' ? jwksStatus() : 200;
    response
      .writeHead(document ? status : 404, { 'content-type': 'application/json' })
      .end(JSON.stringify(document ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://localhost:${portOf(server)}`;
  return {
    issuer,
    discoveryUrl: `${issuer}/.well-known/openid-configuration`,
    token: ({ type = 'at+jwt', ...input }) =>
      new SignJWT(claimsOf(issuer, input)).setProtectedHeader({ ...header, typ: type }).sign(privateKey),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function claimsOf(issuer: string, input: TokenInput): JWTPayload {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: issuer,
    aud: input.audience ?? apiAudience,
    sub: input.subject,
    client_id: input.clientId ?? storefrontClientId,
    scope: (input.scopes ?? []).join(' '),
    ...(input.groups && { groups: input.groups }),
    iat: now,
    exp: now + (input.expiresIn ?? 600),
    jti: crypto.randomUUID(),
    ...input.claims,
  };
}
