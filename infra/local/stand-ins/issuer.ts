import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createVerifier, type Verifier } from '@grocer/chassis/identity';
import { createLog } from '@grocer/chassis/log';
import { apiAudience, vaultAudience } from '@grocer/contracts/identity';
import { importJWK, type JWK, SignJWT } from 'jose';
import { claimPort, LOOPBACK, portOf } from '../processes/ports.ts';
import { answerKeyRotate, keyRotatePath } from './issuer/key-rotation.ts';
import { createProvider, lifetimes } from './issuer/provider.ts';
import { loadSecrets } from './issuer/secrets.ts';
import { serveSignIn } from './issuer/sign-in.ts';
import { openSigningKeys, type SigningKeys } from './issuer/signing-keys.ts';
import { createAdapters } from './issuer/store.ts';
import { openState } from './state.ts';
import { createTokenBuckets, type Rate } from './token-bucket.ts';

export interface IssuerOptions {
  readonly port: number;
  readonly host?: string;
  /** Its name, where that is not its own address on this machine. */
  readonly issuerUrl?: string;
  /** Another host and port by which services fetch its keys: they are told addresses there. */
  readonly internalHost?: string;
  /** Where keys, sessions and refresh tokens outlive a restart. */
  readonly stateDir?: string;
  /** The shop's origin, as the browser sees it. */
  readonly storefrontOrigin: string;
  /** Sign-ins from one address. */
  readonly signInLimit: Rate;
  /** Sign-ins as one account, from wherever. */
  readonly signInAccountLimit: Rate;
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

const workloadTokenSeconds = 10 * 60;
const { AccessToken, ClientCredentials, IdToken } = lifetimes;
/** No token outlives it, whatever its kind: the clocks of those who verify may be 30 s behind. */
const tokenLifeMs = (Math.max(AccessToken, ClientCredentials, IdToken, workloadTokenSeconds) + 60) * 1000;

/** A real OpenID provider with the demo's people, the shop and the scripts as clients, and a workload's identity on demand. */
export async function startIssuer(options: IssuerOptions): Promise<Issuer> {
  const { port, host = LOOPBACK, stateDir, storefrontOrigin, signInLimit, signInAccountLimit, internalHost } = options;
  const database = openState(stateDir, 'issuer');
  const secrets = loadSecrets(database);
  const keys = await openSigningKeys({ database, tokenLifeMs });
  let handle: RequestListener = () => undefined;
  const server = createServer((request, response) => handle(request, response));
  await claimPort(port, 'ESTATE_ISSUER_PORT', () => once(server.listen(port, host), 'listening'));
  const issuer = options.issuerUrl ?? `http://localhost:${portOf(server)}`;

  const discoveryUrl = `${issuer}/.well-known/openid-configuration`;
  const ownHost = `127.0.0.1:${portOf(server)}`;
  const verifier = createOwnVerifier(issuer, `http://${ownHost}/.well-known/openid-configuration`);
  const adapter = createAdapters(database);
  const limits = { client: createTokenBuckets(signInLimit), account: createTokenBuckets(signInAccountLimit) };
  const answer = followKeys(keys, (signingKeys) => {
    const provider = createProvider({ issuer, storefrontOrigin, secrets, signingKeys, adapter });
    serveSignIn(provider, storefrontOrigin, limits);
    const answer = provider.callback();
    return (request, response) => void answer(request, response);
  });
  handle = (request, response) => {
    if (request.url === keyRotatePath) return void answerKeyRotate(request, response, { keys, verifier });
    // The provider makes its addresses of the host it is asked for, which is anyone's to choose.
    const isKnown = [ownHost, internalHost].includes(request.headers.host);
    if (!isKnown) request.headers.host = new URL(issuer).host;
    answer(request, response);
  };

  return {
    url: issuer,
    discoveryUrl,
    jwksUri: `${issuer}/jwks`,
    cliSecret: secrets.cliSecret,
    mintWorkloadToken: (deployable) => mintWorkloadToken(issuer, keys.published()[0], deployable),
    stop: async () => {
      await close(server);
      database.close();
    },
  };
}

async function close(server: Server): Promise<void> {
  const closed = server[Symbol.asyncDispose]();
  server.closeAllConnections();
  await closed;
}

/** The issuer trusts itself to say who somebody is; what they may do here their group tells. */
function createOwnVerifier(issuer: string, discoveryUrl: string): Verifier {
  const grants = { everyone: [], clients: [], groups: new Map() };
  const own = { issuer, discoveryUrl, audience: apiAudience, profile: 'grocer', grants } as const;
  return createVerifier([own], createLog({ name: 'issuer' }));
}

/** Answers by a provider of the keys as they are; a request in work when they change ends with the provider it began with. */
function followKeys(keys: SigningKeys, answerBy: (keys: readonly JWK[]) => RequestListener): RequestListener {
  let known = keys.published();
  let answer = answerBy(known);
  return (request, response) => {
    const published = keys.published();
    if (published !== known) {
      known = published;
      answer = answerBy(known);
    }
    answer(request, response);
  };
}

async function mintWorkloadToken(issuer: string, key: JWK = {}, deployable: string): Promise<string> {
  return new SignJWT()
    .setProtectedHeader({ alg: 'ES256', kid: key.kid ?? '', typ: 'JWT' })
    .setIssuer(issuer)
    .setAudience(vaultAudience)
    .setSubject(deployable)
    .setIssuedAt()
    .setNotBefore('0 seconds')
    .setExpirationTime(`${workloadTokenSeconds} seconds`)
    .setJti(crypto.randomUUID())
    .sign(await importJWK(key, 'ES256'));
}
