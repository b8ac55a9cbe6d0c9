import { randomBytes, randomUUID } from 'node:crypto';
import { invalidToken, permissionDenied } from './failure.ts';
import type { Lifetimes } from './leases.ts';
import { hashOf, type Store, type Token } from './store.ts';

/** Client tokens. The operator's is none of them: it comes from outside, never ends and may do everything. */
export interface Tokens {
  issue(role: string): { token: Token; secret: string };
  /** The token behind a request's `X-Vault-Token`. */
  authenticate(secret: string | undefined): Token;
  renew(token: Token, increment: number | undefined): Token;
  revoke(token: Token): void;
}

export function createTokens(store: Store, lifetimes: Lifetimes, operatorToken: string): Tokens {
  const operator: Token = {
    hash: hashOf(operatorToken),
    accessor: 'operator',
    role: 'root',
    policies: ['root'],
    issuedAt: Date.now(),
    expiresAt: Number.POSITIVE_INFINITY,
    maxAt: Number.POSITIVE_INFINITY,
  };
  return {
    issue(role) {
      const secret = `hvs.${randomBytes(66).toString('base64url')}`;
      const now = Date.now();
      const token = {
        hash: hashOf(secret),
        accessor: randomUUID(),
        role,
        policies: ['default', role],
        issuedAt: now,
        expiresAt: now + lifetimes.tokenSeconds * 1000,
        maxAt: now + lifetimes.maxTokenSeconds * 1000,
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
    renew(token, increment = lifetimes.tokenSeconds) {
      const expiresAt = Math.min(Date.now() + increment * 1000, token.maxAt);
      store.renewToken(token.hash, expiresAt);
      return { ...token, expiresAt };
    },
    revoke: (token) => store.dropToken(token.hash, Date.now()),
  };
}
