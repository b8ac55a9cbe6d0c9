import { expect, test } from 'vitest';
import { pagesPolicy, securityHeaders } from './security-headers.ts';

test('holds a browser to TLS where there is TLS, and says nothing of it elsewhere', () => {
  expect(securityHeaders('https')['strict-transport-security']).toBe('max-age=63072000; includeSubDomains');
  expect(securityHeaders('http')).not.toHaveProperty('strict-transport-security');
});

test('lets pages run nothing inline, and talk to the issuer and nobody else', () => {
  const policy = pagesPolicy('http://localhost:8082');
  expect(policy).not.toContain('unsafe');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("connect-src 'self' http://localhost:8082;");
});
