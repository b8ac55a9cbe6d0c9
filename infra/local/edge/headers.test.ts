import { expect, test } from 'vitest';
import { headersForClient, headersForService } from './headers.ts';

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
  expect(headersForService(headers)).toEqual({ authorization: 'Bearer x', 'idempotency-key': 'k' });
});

test('lets no client say who it is, and no cookie through', () => {
  const headers = {
    'x-forwarded-for': '10.0.0.1',
    forwarded: 'for=10.0.0.1',
    cookie: 'a=b',
    host: 'shop',
    accept: '*/*',
  };
  expect(headersForService(headers)).toEqual({ accept: '*/*' });
});

test('keeps the answer’s own headers, repeated ones too', () => {
  const headers = { 'content-length': '2', etag: '"1"', vary: 'accept', 'set-cookie': ['a', 'b'], connection: 'close' };
  expect(headersForClient(headers)).toEqual({
    'content-length': '2',
    etag: '"1"',
    vary: 'accept',
    'set-cookie': ['a', 'b'],
  });
});

test('lets no service open its answers to other origins', () => {
  expect(headersForClient({ 'access-control-allow-origin': '*', etag: '"1"' })).toEqual({ etag: '"1"' });
});
