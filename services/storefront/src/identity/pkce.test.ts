import { expect, test } from 'vitest';
import { challengeOf, randomText } from './pkce.ts';

test('makes the challenge of RFC 7636, appendix B', async () => {
  const challenge = await challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk');
  expect(challenge).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
});

test('makes verifiers that are long enough, safe in an address and never twice the same', () => {
  const texts = new Set(Array.from({ length: 50 }, randomText));
  expect(texts.size).toBe(50);
  for (const text of texts) expect(text).toMatch(/^[A-Za-z0-9_-]{43}$/);
});
