import { randomBytes } from 'node:crypto';
import { secondsOf } from './durations.ts';
import { Failure, invalidToken, permissionDenied } from './failure.ts';
import { alphanumeric } from './identifiers.ts';
import type { LoginRole } from './setup.ts';
import { hashOf, type Store, type Token } from './store.ts';

/** Client tokens. The operator's is none of them: it comes from outside, never ends and may do everything. */
export interface Tokens {
  issue(role: string): { token: Token; secret: string };
  /** The token that a request presents. */
  authenticate(secret: string | undefined): Token;
  renew(token: Token, increment: number | undefined): Token;
  revoke(token: Token): void;
}

export function createTokens(store: Store, roles: Record<string, LoginRole>, operatorToken: string): Tokens {
  const roleOf = new Map(Object.entries(roles));
  const operator: Token = {
    hash: hashOf(operatorToken),
    accessor: alphanumeric(24),
    role: 'root',
    policies: ['root'],
    issuedAt: Date.now(),
    expiresAt: Number.POSITIVE_INFINITY,
    maxAt: Number.POSITIVE_INFINITY,
  };
  const lookUp = (name: string): LoginRole => {
    const role = roleOf.get(name);
    if (role) return role;
    throw new Failure(400, `failed to renew entry: role ${name} does not exist during renewal`);
  };
  return {
    issue(name) {
      const role = lookUp(name);
      const secret = `hvs.${randomBytes(66).toString('base64url')}`;
      const now = Date.now();
      const token = {
        hash: hashOf(secret),
        accessor: alphanumeric(24),
        role: name,
        policies: ['default', ...role.token_policies].sort(),
        issuedAt: now,
        expiresAt: now + millisecondsOf(role.token_ttl),
        maxAt: now + millisecondsOf(role.token_max_ttl),
      };
      store.addToken(token);
      return { token, secret };
    },
    authenticate(secret) {
      if (secret === undefined) throw permissionDenied();
      const hash = hashOf(secret);
      const token = hash === operator.hash ? operator : store.token(hash);
      if (!token || token.expiresAt <= Date.now()) throw invalidToken();
      return token;
    },
    renew(token, increment) {
      // https://developer.hashicorp.com/vault/api-docs/auth/token#renew-a-token-self: the root token has no lease to renew.
      if (token === operator) throw new Failure(400, 'lease is not renewable');
      const seconds = increment ?? secondsOf(lookUp(token.role).token_ttl) ?? 0;
      const expiresAt = Math.min(Date.now() + seconds * 1000, token.maxAt);
      store.renewToken(token.hash, expiresAt);
      return { ...token, expiresAt };
    },
    revoke: (token) => store.dropToken(token.hash, Date.now()),
  };
}

function millisecondsOf(duration: string): number {
  return (secondsOf(duration) ?? 0) * 1000;
}
