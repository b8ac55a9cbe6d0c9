import { type GuardedCall, startTokenTaker, type TokenTaker, tokenTakers } from '@grocer/test-support/token-takers';
import { startTestIssuer } from '@grocer/test-support/tokens';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attempts, goodFor, type Parties } from './attempts.ts';

/** Makes a call. Who is let in gets no further than an unknown query parameter, or an invocation that is a rehearsal. */
async function call(origin: string, { method, path }: GuardedCall, token: string | undefined): Promise<Response> {
  return fetch(`${origin}${path}?nonsense=1`, {
    method,
    headers: { 'x-amz-invocation-type': 'DryRun', ...(token && { authorization: `Bearer ${token}` }) },
  });
}

const isLetIn = (status: number) => status === 400 || status === 204;

describe.each(tokenTakers)('%s', (name) => {
  let parties: Parties;
  let taker: TokenTaker;
  beforeAll(async () => {
    const [issuer, stranger] = await Promise.all([startTestIssuer(), startTestIssuer()]);
    parties = { issuer, stranger };
    taker = await startTokenTaker(name, issuer);
  });
  afterAll(() => Promise.all([taker.stop(), parties.issuer.stop(), parties.stranger.stop()]));

  const letIn = async (guarded: GuardedCall) =>
    isLetIn((await call(taker.origin, guarded, await parties.issuer.token(goodFor(guarded)))).status);

  /** The calls that somebody may make. */
  const open = () => taker.calls.filter(({ scopes }) => scopes.length > 0);

  it('has calls that demand a token, and lets in who has one', async () => {
    expect(open().length).toBeGreaterThan(0);
    for (const guarded of open()) expect([guarded, await letIn(guarded)]).toEqual([guarded, true]);
  });

  it('follows a rotation without a refusal, and refuses the key of the former set', async () => {
    const formerTokens = await Promise.all(open().map((guarded) => parties.issuer.token(goodFor(guarded))));
    await parties.issuer.rotate();
    for (const guarded of open()) expect([guarded, await letIn(guarded)]).toEqual([guarded, true]);
    for (const [index, guarded] of open().entries())
      expect((await call(taker.origin, guarded, formerTokens[index])).status).toBe(401);
  });

  it.each(attempts)('refuses $title with $status', async ({ token, status, detail, at = () => true }) => {
    for (const guarded of taker.calls.filter(at)) {
      const made = await token(parties, guarded);
      const response = await call(taker.origin, guarded, made);
      expect([guarded, response.status]).toEqual([guarded, status]);
      if (status === 431) continue;
      const problem: { type: string; detail: string } = await response.json();
      expect(response.headers.get('content-type')).toBe('application/problem+json');
      expect(problem.type).toMatch(status === 401 ? /unauthenticated$/ : /forbidden$/);
      if (detail) expect(problem.detail).toBe(detail);
      expect(response.headers.get('www-authenticate')).toMatch(challenge(status, made, guarded));
    }
  });

  it('has asked the stranger for nothing', () => {
    expect(parties.stranger.requests).toEqual([]);
  });

  it('takes a token in no other place', async () => {
    for (const guarded of taker.calls) {
      const token = await parties.issuer.token(goodFor(guarded));
      const response = await fetch(`${taker.origin}${guarded.path}?access_token=${token}`, { method: guarded.method });
      expect(response.status).toBe(401);
    }
  });

  it('is alive, and still lets in who has a good token', async () => {
    expect((await fetch(`${taker.origin}/health/live`)).status).toBe(200);
    for (const guarded of open()) expect([guarded, await letIn(guarded)]).toEqual([guarded, true]);
  });
});

/** `WWW-Authenticate` as RFC 6750 §3 has it. */
function challenge(status: number, token: string | undefined, { scopes }: GuardedCall): RegExp {
  if (token === undefined) return /^Bearer realm="grocer"$/;
  if (status === 401) return /^Bearer realm="grocer", error="invalid_token", error_description="[ !#-[\]-~]+"$/;
  const scope = scopes.length > 0 ? `, scope="${scopes.join(' ')}"` : '';
  return new RegExp(`^Bearer realm="grocer", error="insufficient_scope"${scope}$`);
}
