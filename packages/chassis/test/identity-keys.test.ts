import { Unavailable } from '@grocer/chassis/errors';
import { createVerifier, type Verifier } from '@grocer/chassis/identity';
import { startTestIssuer, type TestIssuer } from '@grocer/test-support/tokens';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

const minute = 60_000;
const day = 24 * 60 * minute;
const known = { subject: 'customer-1' };
let status = 200;
let issuer: TestIssuer;
let verifier: Verifier;
const warn = vi.fn();

beforeEach(async () => {
  status = 200;
  warn.mockClear();
  issuer = await startTestIssuer({ jwksStatus: () => status });
  verifier = createVerifier(issuer.trusted, { warn });
});

afterEach(async () => {
  vi.useRealTimers();
  await issuer.stop();
});

const token = () => issuer.token({ ...known, expiresIn: (3 * day) / 1000 });
const timesAsked = () => issuer.requests.filter((path) => path === '/jwks').length;
const pass = (ms: number) => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });

/** A token under a key id that nobody has. */
function unknownKey(kid: string): string {
  const parts = [{ alg: 'ES256', kid, typ: 'at+jwt' }, { iss: issuer.issuer }];
  return `${parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.c2ln`;
}

it('are asked for once, ahead of the first token, however many come', async () => {
  await verifier.warmUp();
  const one = await token();
  await Promise.all(Array.from({ length: 20 }, () => verifier.verify(one)));
  expect(issuer.requests).toEqual(['/.well-known/openid-configuration', '/jwks']);
});

it('are asked for once, however many unknown keys are shown', async () => {
  for (const kid of ['a', 'b', 'c'])
    await expect(verifier.verify(unknownKey(kid))).rejects.toMatchObject({ code: 'unauthenticated' });
  expect(timesAsked()).toBe(1);
});

it('are followed when they rotate, without a failed request', async () => {
  for (let rotation = 1; rotation <= 3; rotation += 1) {
    const tokens = await Promise.all(Array.from({ length: 10 }, token));
    await Promise.all(tokens.map((one) => expect(verifier.verify(one)).resolves.toMatchObject(known)));
    expect(timesAsked()).toBe(rotation);
    await issuer.rotate();
  }
});

it('are followed when they rotate while a fetch is under way that began before', async () => {
  await verifier.warmUp();
  // Old enough for a fetch behind the back of the next token; its answer is the former set.
  pass(6 * minute);
  const former = await token();
  const fetching = verifier.verify(former);
  await vi.waitFor(() => expect(timesAsked()).toBe(2));
  await issuer.rotate();
  await expect(verifier.verify(await token())).resolves.toMatchObject(known);
  await expect(fetching).resolves.toMatchObject(known);
});

it('are searched again a while after a search in vain, and a key of a former set is refused', async () => {
  const former = await token();
  await verifier.verify(former);
  await expect(verifier.verify(unknownKey('a'))).rejects.toMatchObject({ code: 'unauthenticated' });
  await issuer.rotate();
  const next = await token();
  await expect(verifier.verify(next)).rejects.toMatchObject({ code: 'unauthenticated' });
  pass(6000);
  await expect(verifier.verify(next)).resolves.toMatchObject(known);
  await expect(verifier.verify(former)).rejects.toMatchObject({ code: 'unauthenticated' });
});

it('are refreshed behind the back of a caller, and go on while the issuer is away', async () => {
  const one = await token();
  await verifier.verify(one);
  status = 500;
  pass(6 * minute);
  await expect(verifier.verify(one)).resolves.toMatchObject(known);
  await vi.waitFor(() => expect(warn).toHaveBeenCalledOnce());
  await expect(verifier.verify(unknownKey('a'))).rejects.toThrow(Unavailable);
  pass(12 * 60 * minute);
  await expect(verifier.verify(one)).resolves.toMatchObject(known);
});

it('are trusted no more a day after the issuer was last seen', async () => {
  const one = await token();
  await verifier.verify(one);
  status = 500;
  pass(25 * 60 * minute);
  await expect(verifier.verify(one)).rejects.toThrow(Unavailable);
  status = 200;
  pass(2000);
  await expect(verifier.verify(one)).resolves.toMatchObject(known);
});

it('cannot be had of nobody: then nobody is let in, and nothing breaks', async () => {
  const [trusted] = issuer.trusted;
  if (!trusted) throw new Error('there is an issuer');
  const one = await token();
  for (const discoveryUrl of ['http://127.0.0.1:9/discovery', `${issuer.issuer}/nothing`, `${issuer.issuer}/jwks`]) {
    const lost = createVerifier([{ ...trusted, discoveryUrl }], { warn });
    await lost.warmUp();
    await expect(lost.verify(one)).rejects.toThrow(Unavailable);
  }
});

it('are those of the issuer that a token names, which must be the one that was meant', async () => {
  const [trusted] = issuer.trusted;
  if (!trusted) throw new Error('there is an issuer');
  const misled = createVerifier([{ ...trusted, issuer: 'http://other.example' }], { warn });
  const one = await issuer.token({ ...known, claims: { iss: 'http://other.example' } });
  await expect(misled.verify(one)).rejects.toThrow(Unavailable);
  await expect(misled.verify(await token())).rejects.toMatchObject({ message: 'claim "iss" is not acceptable' });
});
