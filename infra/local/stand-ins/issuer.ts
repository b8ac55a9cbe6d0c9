import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { vaultAudience } from '@grocer/contracts/identity';
import { importJWK, SignJWT } from 'jose';
import { claimPort, portOf } from '../processes/ports.ts';
import { createProvider } from './issuer/provider.ts';
import { loadSecrets } from './issuer/secrets.ts';
import { serveSignIn } from './issuer/sign-in.ts';
import { createAdapters } from './issuer/store.ts';
import { openState } from './state.ts';
import { createTokenBuckets, type Rate } from './token-bucket.ts';

export interface IssuerOptions {
  readonly port: number;
  /** Where keys, sessions and refresh tokens outlive a restart. */
  readonly stateDir?: string;
  /** The shop's origin, as the browser sees it. */
  readonly storefrontOrigin: string;
  readonly signInLimit: Rate;
}

export interface Issuer {
  /** The issuer's identifier and address alike. */
  readonly url: string;
  readonly discoveryUrl: string;
  readonly jwksUri: string;
  /** The secret of the client `grocer-cli`, made at the first start. */
  readonly cliSecret: string;
  /** A workload identity for Vault: a JWT whose subject is the deployable, good for ten minutes. */
  mintWorkloadToken(deployable: string): Promise<string>;
  stop(): Promise<void>;
}

const workloadTokenLifetime = '10 minutes';

/** A real OpenID provider with the demo's people, the shop and the scripts as clients, and a workload's identity on demand. */
export async function startIssuer({ port, stateDir, storefrontOrigin, signInLimit }: IssuerOptions): Promise<Issuer> {
  const database = openState(stateDir, 'issuer');
  const secrets = await loadSecrets(database);
  let handle: RequestListener = () => undefined;
  const server = createServer((request, response) => handle(request, response));
  await claimPort(port, 'ESTATE_ISSUER_PORT', () => once(server.listen(port, '127.0.0.1'), 'listening'));
  const url = `http://localhost:${portOf(server)}`;

  const provider = createProvider({ issuer: url, storefrontOrigin, secrets, adapter: createAdapters(database) });
  serveSignIn(provider, storefrontOrigin, createTokenBuckets(signInLimit));
  const answer = provider.callback();
  handle = (request, response) => {
    // The provider makes its addresses of the host it is asked for, which is anyone's to choose.
    request.headers.host = new URL(url).host;
    void answer(request, response);
  };

  const [{ kid = '' }] = secrets.signingKeys;
  const signingKey = await importJWK(secrets.signingKeys[0], 'ES256');
  return {
    url,
    discoveryUrl: `${url}/.well-known/openid-configuration`,
    jwksUri: `${url}/jwks`,
    cliSecret: secrets.cliSecret,
    mintWorkloadToken: (deployable) =>
      new SignJWT()
        .setProtectedHeader({ alg: 'ES256', kid, typ: 'JWT' })
        .setIssuer(url)
        .setAudience(vaultAudience)
        .setSubject(deployable)
        .setIssuedAt()
        .setNotBefore('0 seconds')
        .setExpirationTime(workloadTokenLifetime)
        .setJti(crypto.randomUUID())
        .sign(signingKey),
    stop: async () => {
      const closed = server[Symbol.asyncDispose]();
      server.closeAllConnections();
      await closed;
      database.close();
    },
  };
}
