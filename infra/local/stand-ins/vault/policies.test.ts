import { expect, test } from 'vitest';
import { createAuthorise, parsePolicy } from './policies.ts';
import { readVaultSetup } from './setup.ts';

const lifetimes = { leaseSeconds: 1, maxLeaseSeconds: 1, tokenSeconds: 1, maxTokenSeconds: 1 };
const { policies } = readVaultSetup({}, lifetimes);
const authorise = createAuthorise(policies);
const names = Object.keys(policies);

test.for(names)('%s may read its own login and nobody else', (name) => {
  const readable = names.filter((other) => authorise(['default', name], `database/creds/${other}`, 'read'));

  expect(readable).toEqual([name]);
});

test('gives the gateway key to those who charge cards, and one that only reads to the auditor', () => {
  const readersOf = (secret: string) =>
    names.filter((name) => authorise([name], `secret/data/${secret}`, 'read')).sort();

  expect(readersOf('payment-gateway')).toEqual(['checkout', 'fulfil', 'recover']);
  expect(readersOf('payment-ledger')).toEqual(['auditor']);
});

test('leaves what is not named to nobody but root', () => {
  expect(authorise(['default', 'checkout'], 'sys/seal', 'update')).toBe(false);
  expect(authorise(['no-such-policy'], 'database/creds/checkout', 'read')).toBe(false);
  expect(authorise(['root'], 'sys/seal', 'update')).toBe(true);
});

test('grants reading without writing', () => {
  expect(authorise(['checkout'], 'secret/data/payment-gateway', 'update')).toBe(false);
});

test('reads comments, wildcards and lists', () => {
  const policy = parsePolicy('sample', '# all of it\npath "secret/data/*" {\n  capabilities = ["read", "list"]\n}\n');

  expect(policy).toEqual([{ path: 'secret/data/*', capabilities: ['read', 'list'] }]);
});

test('refuses what it does not understand, by the name of the policy', () => {
  const parameters = 'path "a" { capabilities = ["read"] allowed_parameters = {} }';

  expect(() => parsePolicy('sample', parameters)).toThrow('policy sample: cannot read');
  expect(() => parsePolicy('sample', 'path "a/+/b" { capabilities = ["read"] }')).toThrow('only a last *');
});
