import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scopes } from '@grocer/contracts/identity';
import { createRemoteJWKSet, type JWTVerifyOptions, jwtVerify } from 'jose';
import { afterEach, beforeEach, vi } from 'vitest';
import { type Issuer, type IssuerOptions, startIssuer } from '../stand-ins/issuer.ts';
import { createIssuerClient, storefrontOrigin } from './issuer-client.ts';

const plenty = { burst: 100, perSecond: 10 };
export const everyScope = ['openid', ...scopes].join(' ');
export const clientForm = { grant_type: 'client_credentials', scope: scopes.join(' ') };

/** A new issuer for each test of a file, with a state of its own, and the shop's side of the protocol. */
export function issuerOfEachTest() {
  let stateDir: string;
  let issuer: Issuer;

  beforeEach(async () => {
    stateDir = await mkdtemp(join(tmpdir(), 'grocer-issuer-'));
    issuer = await start();
  });

  afterEach(async () => {
    await issuer.stop();
    await rm(stateDir, { recursive: true });
  });

  function start(options: Partial<IssuerOptions> = {}): Promise<Issuer> {
    return startIssuer({
      port: 0,
      stateDir,
      storefrontOrigin,
      signInLimit: plenty,
      signInAccountLimit: plenty,
      ...options,
    });
  }

  /** On the same port: the issuer's name is its address. */
  async function restart(options: Partial<IssuerOptions> = {}): Promise<void> {
    const port = Number(new URL(issuer.url).port);
    await issuer.stop();
    issuer = await start({ port, ...options });
    // Until the client has noticed that its kept connections are gone.
    await vi.waitFor(() => Promise.all(Array.from({ length: 4 }, () => fetch(`${issuer.url}/jwks`))));
  }

  function verify(token: string, options: JWTVerifyOptions) {
    const keys = createRemoteJWKSet(new URL(`${issuer.url}/jwks`));
    return jwtVerify(token, keys, { issuer: issuer.url, algorithms: ['ES256'], ...options });
  }

  return { issuer: () => issuer, restart, verify, ...createIssuerClient(() => issuer.url) };
}
