import { expect, test } from 'vitest';
import { decodedPath, originForm, strays } from './path.ts';

test.each([
  ['/checkout/v1/orders?limit=1', '/checkout/v1/orders'],
  ['/checkout/v1/%6Frders', '/checkout/v1/orders'],
])('reads %s as services read it', (url, path) => {
  expect(decodedPath(url)).toBe(path);
});

test.each([
  ['/catalogue/v1', '/catalogue/v1'],
  ['//elsewhere/catalogue', '//elsewhere/catalogue'],
  ['http://elsewhere/catalogue/v1?q=a', '/catalogue/v1?q=a'],
  ['HTTP://elsewhere', '/'],
  ['http://elsewhere?q=a', '/?q=a'],
  ['*', '/*'],
])('takes scheme and host off %s', (url, target) => {
  expect(originForm(url)).toBe(target);
});

test.each([
  '/catalogue/../health',
  '/catalogue/%2e%2E/health',
  '/catalogue/..%2Fhealth',
  '/catalogue/..%5Chealth',
  '//health/live',
  '/ftp://elsewhere/health',
  '/catalogue;/../health',
  '/checkout/v1/orders#',
])('sees that %s strays', (url) => expect(strays(url)).toBe(true));

test.each(['/catalogue/v1/products/...', '/catalogue/a..b?x=/../', '/', '/orders/'])('lets %s pass', (url) => {
  expect(strays(url)).toBe(false);
});
