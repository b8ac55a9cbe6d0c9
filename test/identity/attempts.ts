import { createHmac, createPublicKey } from 'node:crypto';
import { cliClientId, customerScopes, type Scope, scopes, vaultAudience } from '@grocer/contracts/identity';
import type { GuardedCall } from '@grocer/test-support/token-takers';
import { claimsOf, type TestIssuer } from '@grocer/test-support/tokens';

/** Who issues, and a stranger with an issuer of its own, whom nobody may ask for anything. */
export interface Parties {
  readonly issuer: TestIssuer;
  readonly stranger: TestIssuer;
}

/** A call that must be refused. */
export interface Attempt {
  readonly title: string;
  /** The token to bring, made to be good for the call but for one thing. */
  readonly token: (parties: Parties, call: GuardedCall) => Promise<string | undefined>;
  readonly status: 401 | 403 | 431;
  /** What the problem's detail says. */
  readonly detail?: string;
  /** The calls that it is made at; by default all. */
  readonly at?: (call: GuardedCall) => boolean;
}

const now = () => Math.floor(Date.now() / 1000);

/** The input of a token that is good for a call. */
export function goodFor({ scopes: [scope] }: GuardedCall) {
  return { subject: 'somebody', scopes: scope ? [scope] : [] };
}

/** A token that is good but for some claims. */
const claiming =
  (claims: Record<string, unknown>): Attempt['token'] =>
  ({ issuer }, call) =>
    issuer.token({ ...goodFor(call), claims });

/** A token that is good but for its header, signed by whoever is asked to. */
const under =
  (header: (parties: Parties) => Promise<object> | object, signer: keyof Parties = 'issuer'): Attempt['token'] =>
  async (parties, call) =>
    parties[signer].sign(claimsOf(parties.issuer.issuer, goodFor(call)), {
      typ: 'at+jwt',
      ...(await header(parties)),
    });

/** A good payload with more members behind it: of two claims of one name JSON.parse takes the last. */
const repeating =
  (members: string): Attempt['token'] =>
  ({ issuer }, call) => {
    const payload = JSON.stringify(claimsOf(issuer.issuer, goodFor(call)));
    return issuer.sign(`${payload.slice(0, -1)},${members}}`, { typ: 'at+jwt' });
  };

/** Signed by HMAC with what everyone knows: the public key, in one of its forms. */
const hmac =
  (keyOf: (issuer: TestIssuer) => string): Attempt['token'] =>
  async ({ issuer }, call) => {
    const { kid } = issuer.publicKey();
    const text = encoded({ alg: 'HS256', typ: 'at+jwt', kid }, claimsOf(issuer.issuer, goodFor(call)));
    return `${text}.${createHmac('sha256', keyOf(issuer)).update(text).digest('base64url')}`;
  };

function pemOf(issuer: TestIssuer): string {
  return createPublicKey({ key: { ...issuer.publicKey() }, format: 'jwk' })
    .export({ type: 'spki', format: 'pem' })
    .toString();
}

function encoded(...parts: object[]): string {
  return parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
}

async function unsigned({ issuer }: Parties, call: GuardedCall): Promise<string> {
  return `${encoded({ alg: 'none', typ: 'at+jwt' }, claimsOf(issuer.issuer, goodFor(call)))}.`;
}

async function forged({ issuer }: Parties, call: GuardedCall): Promise<string> {
  const [poor = '', rich = ''] = await Promise.all([
    issuer.token({ subject: 'customer-1' }),
    issuer.token(goodFor(call)),
  ]);
  return [...rich.split('.').slice(0, 2), poor.split('.')[2]].join('.');
}

const fixed = (token: string | undefined) => async () => token;
const strangersKid = { kid: 'stranger' };
const isWorkforces = ({ scopes: accepted }: GuardedCall) => !accepted.some((one) => customerScopes.includes(one));
const otherScopes = ({ scopes: accepted }: GuardedCall): Scope[] => scopes.filter((one) => !accepted.includes(one));

const unusable: readonly Omit<Attempt, 'status'>[] = [
  { title: 'no token', token: fixed(undefined) },
  { title: 'garbage', token: fixed('garbage') },
  { title: 'garbage of three parts', token: fixed('a.b.c') },
  { title: 'an encrypted token', token: fixed('eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..MTIz.NDU2.Nzg5') },
  { title: 'an expired token', token: claiming({ exp: now() - 60 }), detail: 'token expired' },
  { title: 'a token not yet valid', token: claiming({ nbf: now() + 120 }), detail: 'token not yet valid' },
  { title: 'a token of a clock ahead', token: claiming({ iat: now() + 120 }), detail: 'token not yet valid' },
  {
    title: 'a token of another issuer',
    token: ({ stranger }, call) => stranger.token(goodFor(call)),
    detail: 'claim "iss" is not acceptable',
  },
  { title: "another issuer's token in our issuer's name", token: under(() => ({}), 'stranger') },
  {
    title: 'a token for another audience',
    token: claiming({ aud: vaultAudience }),
    detail: 'claim "aud" is not acceptable',
  },
  {
    title: 'a token without an audience',
    token: claiming({ aud: undefined }),
    detail: 'claim "aud" is not acceptable',
  },
  { title: '`alg` none', token: unsigned },
  { title: 'HS256 with the public key as PEM', token: hmac(pemOf) },
  { title: 'HS256 with the public key as JWK', token: hmac((issuer) => JSON.stringify(issuer.publicKey())) },
  { title: 'an unknown key id', token: under(() => ({ kid: 'nobody' })) },
  { title: 'a key id that is a path', token: under(() => ({ kid: '../../dev/null' })) },
  {
    title: "another key under our key's id",
    token: under(({ issuer }) => ({ kid: issuer.publicKey().kid }), 'stranger'),
  },
  { title: 'the signature of another token', token: forged },
  {
    title: 'an ID token',
    token: ({ issuer }, call) =>
      issuer.sign({ ...claimsOf(issuer.issuer, goodFor(call)), aud: 'storefront', nonce: 'n' }, { typ: 'JWT' }),
  },
  { title: 'an ID token for the API', token: under(() => ({ typ: 'JWT' })), detail: 'claim "typ" is not acceptable' },
  { title: 'a token without `typ`', token: under(() => ({ typ: undefined })), detail: 'claim "typ" is not acceptable' },
  { title: 'an unknown `crit`', token: under(() => ({ crit: ['grocer'], grocer: true })) },
  {
    title: 'an embedded `jwk`',
    token: under(({ stranger }) => ({ ...strangersKid, jwk: stranger.publicKey() }), 'stranger'),
  },
  {
    title: "an embedded `jwk` under our key's id",
    token: under(({ issuer, stranger }) => ({ kid: issuer.publicKey().kid, jwk: stranger.publicKey() }), 'stranger'),
  },
  {
    title: "a `jku` of the stranger's",
    token: under(({ stranger }) => ({ kid: stranger.publicKey().kid, jku: `${stranger.issuer}/jwks` }), 'stranger'),
  },
  {
    title: "an `x5u` of the stranger's",
    token: under(({ stranger }) => ({ ...strangersKid, x5u: `${stranger.issuer}/jwks` }), 'stranger'),
  },
  {
    title: 'an expiry told twice, the last one past',
    token: repeating(`"exp":${now() - 60}`),
    detail: 'token expired',
  },
  { title: 'an issuer told twice, the last one another', token: repeating('"iss":"https://other.example"') },
  { title: 'an audience told twice, the last one another', token: repeating(`"aud":"${vaultAudience}"`) },
];

const insufficient: readonly Omit<Attempt, 'status'>[] = [
  { title: 'no scope', token: ({ issuer }, call) => issuer.token({ ...goodFor(call), claims: { scope: '' } }) },
  {
    title: 'every other scope',
    token: ({ issuer }, call) => issuer.token({ subject: 'somebody', scopes: otherScopes(call) }),
  },
  { title: 'scopes told twice, the last time none', token: repeating('"scope":""') },
  {
    title: 'scopes as a list, which is another profile',
    token: (parties, call) => claiming({ scope: call.scopes })(parties, call),
  },
  {
    title: "a customer's token with every scope there is",
    token: ({ issuer }) => issuer.token({ subject: 'customer-1', scopes, groups: ['customers'] }),
    at: isWorkforces,
  },
  {
    title: "a customer's group made to look like the workforce's",
    token: ({ issuer }) => issuer.token({ subject: 'customer-1', scopes, groups: ['Operators', 'merchandisers '] }),
    at: isWorkforces,
  },
  {
    title: "a client's token with every scope, where nobody may",
    token: ({ issuer }) => issuer.token({ subject: cliClientId, clientId: cliClientId, scopes }),
    at: ({ scopes: accepted }) => accepted.length === 0,
  },
];

/** Every attempt, for every call of whatever takes tokens. */
export const attempts: readonly Attempt[] = [
  ...unusable.map((attempt) => ({ ...attempt, status: 401 as const })),
  ...insufficient.map((attempt) => ({ ...attempt, status: 403 as const })),
  // Node refuses headers past 16 KiB before anyone sees them (contracts §3).
  { title: 'a good token of 20 KB', token: claiming({ padding: 'x'.repeat(15_000) }), status: 431 },
];
