import { expect, test } from 'vitest';
import { readIdToken } from './tokens.ts';

const settings = { issuer: 'http://localhost:8082', clientId: 'storefront', audience: 'https://api.grocer.example' };
const claims = { iss: settings.issuer, sub: 'customer-1', aud: 'storefront', nonce: 'n-1', name: 'Zoë Ñandú' };

function idToken(payload: object): string {
  return `e30.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.c2ln`;
}

test('reads the claims of an ID token, accents and all', () => {
  expect(readIdToken(idToken(claims), settings, 'n-1')).toEqual(claims);
  expect(readIdToken(idToken({ ...claims, aud: ['storefront'] }), settings, 'n-1').sub).toBe('customer-1');
});

test('refuses an ID token of another issuer, for another client or of another sign-in', () => {
  expect(() => readIdToken(idToken({ ...claims, iss: 'http://evil' }), settings, 'n-1')).toThrow('another issuer');
  expect(() => readIdToken(idToken({ ...claims, aud: 'other' }), settings, 'n-1')).toThrow('another audience');
  expect(() => readIdToken(idToken(claims), settings, 'n-2')).toThrow('another nonce');
});
