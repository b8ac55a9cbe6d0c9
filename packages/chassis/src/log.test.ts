import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { Unavailable } from './errors.ts';
import { createLog } from './log.ts';
import { parseSecretReference } from './secret-reference.ts';

function lineOf(fields: object): { text: string; record: Record<string, unknown> } {
  let text = '';
  const destination = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  createLog({ name: 'test', destination }).error(fields, 'it failed');
  return { text, record: JSON.parse(text) };
}

const statement = Object.assign(new Error('new row violates check constraint "fee_is_known"'), {
  code: '23514',
  detail: 'Failing row contains (1, {"line1": "1 Secret Road"}).',
  where: 'portal "secret"',
  client: { password: 'secret' },
});

it('tells of an error what it is and where it comes from, and nothing that it carries', () => {
  const { text, record } = lineOf({ err: statement });
  expect(record.err).toMatchObject({ type: 'Error', code: '23514', message: statement.message });
  expect(text).not.toMatch(/secret/i);
  expect(text).toContain('log.test.ts');
});

it('follows an error to its causes', () => {
  const { text, record } = lineOf({ err: new Unavailable('database', { cause: statement }) });
  expect(record.err).toMatchObject({ type: 'Unavailable', cause: { type: 'Error', code: '23514' } });
  expect(text).not.toMatch(/secret/i);
});

it('takes whatever was thrown', () => {
  const circular = new Error('round and round');
  circular.cause = circular;
  expect(lineOf({ err: circular }).record.err).toMatchObject({ message: 'round and round' });
  expect(lineOf({ err: { password: 'secret' } }).record.err).toEqual({ type: 'object' });
  expect(lineOf({ err: 'a reason' }).record.err).toEqual({ type: 'string' });
});

it('blots out what may be a credential', () => {
  const { text } = lineOf({ token: 'secret', nested: { password: 'secret' }, req: { headers: { cookie: 'secret' } } });
  expect(text).not.toContain('secret');
});

it('shows of a reference to a secret nothing at all', () => {
  const key = parseSecretReference('vault:secret/payment-gateway#apiKey');
  expect(lineOf({ key, config: { key } }).record).toMatchObject({ key: '[redacted]', config: { key: '[redacted]' } });
});

it.each([
  ['an answer of Vault', { auth: { client_token: 'hush' } }],
  ["a login's body", { body: { role: 'checkout', jwt: 'hush' } }],
  ['a static secret', { data: { data: { apiKey: 'hush' } } }],
  ['credentials of a cloud', { credentials: { secretAccessKey: 'hush', sessionToken: 'hush' } }],
  ["an issuer's answer", { access_token: 'hush', refresh_token: 'hush', id_token: 'hush' }],
])('blots out what is secret in %s', (_what, fields) => {
  expect(lineOf(fields).text).not.toContain('hush');
});
