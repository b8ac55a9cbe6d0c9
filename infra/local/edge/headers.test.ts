import { expect, test } from 'vitest';
import { createHeaderHygiene } from './headers.ts';
import { readEdgeRules } from './rules.ts';

const rules = readEdgeRules(new URL('../../base/edge/rules.yaml', import.meta.url).pathname);
const { forClient, forService } = createHeaderHygiene(rules.headers);

test('passes on what belongs to the message, and not what belongs to the connection', () => {
  const headers = {
    authorization: 'Bearer x',
    'idempotency-key': 'k',
    connection: 'keep-alive, X-Private',
    'x-private': '1',
    'keep-alive': 'timeout=5',
    te: 'trailers',
    upgrade: 'websocket',
    'transfer-encoding': 'chunked',
    'proxy-authorization': 'Basic x',
  };
  expect(forService(headers)).toEqual({ authorization: 'Bearer x', 'idempotency-key': 'k' });
});

test('lets no client say who it is, and no cookie through', () => {
  const headers = {
    'x-forwarded-for': '10.0.0.1',
    forwarded: 'for=10.0.0.1',
    'x-forwarded-prefix': '/x',
    'x-original-url': '/admin',
    'x-http-method-override': 'DELETE',
    cookie: 'a=b',
    host: 'shop',
    accept: '*/*',
  };
  expect(forService(headers)).toEqual({ accept: '*/*' });
});

test('keeps the answer’s own headers, repeated ones too', () => {
  const headers = { 'content-length': '2', etag: '"1"', vary: 'accept', 'set-cookie': ['a', 'b'], connection: 'close' };
  expect(forClient(headers)).toEqual({
    'content-length': '2',
    etag: '"1"',
    vary: 'accept',
    'set-cookie': ['a', 'b'],
  });
});

test('lets no service open its answers to other origins', () => {
  expect(forClient({ 'access-control-allow-origin': '*', etag: '"1"' })).toEqual({ etag: '"1"' });
});

test('keeps the tags of an answer, and what serves it, inside', () => {
  const headers = { 'edge-cache-tag': 'catalogue', server: 'x', 'x-powered-by': 'y', age: '1' };
  expect(forClient(headers)).toEqual({ age: '1' });
});
