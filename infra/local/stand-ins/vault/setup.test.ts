import { vaultAudience } from '@grocer/contracts/identity';
import { expect, test } from 'vitest';
import { readConnection, readJwtConfig, readVaultSetup } from './setup.ts';

const lifetimes = { leaseSeconds: 120, maxLeaseSeconds: 600, tokenSeconds: 300, maxTokenSeconds: 3600 };

test('binds a login role to the workload of its name and to the audience of the contract', () => {
  const { loginRoles } = readVaultSetup({ fulfil: 'checkout' }, lifetimes);

  expect(loginRoles.fulfil).toMatchObject({
    bound_subject: 'fulfil',
    bound_audiences: [vaultAudience],
    token_policies: ['fulfil'],
    token_ttl: '300s',
    token_max_ttl: '3600s',
  });
});

test('puts the logins of a database role into its group', () => {
  const { fulfil } = readVaultSetup({ fulfil: 'checkout' }, lifetimes).databaseRoles;

  expect(fulfil).toMatchObject({ db_name: 'grocer', default_ttl: '120s', max_ttl: '600s' });
  expect(fulfil?.creation_statements[0]).toContain('in role checkout;');
});

test('fills in what differs between targets', () => {
  const config = readJwtConfig({ issuer: 'https://issuer.example', jwksUrl: 'https://issuer.example/jwks' });
  const connection = readConnection({ address: 'db.example:5432/grocer', sslMode: 'verify-full', password: 'p' });

  expect(config).toMatchObject({ bound_issuer: 'https://issuer.example', jwks_url: 'https://issuer.example/jwks' });
  expect(connection).toMatchObject({
    connection_url: 'postgresql://{{username}}:{{password}}@db.example:5432/grocer?sslmode=verify-full',
  });
});
