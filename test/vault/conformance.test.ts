import { type VaultUnderTest, vaultsUnderTest } from '@grocer/test-support/vault-under-test';
import { afterAll, beforeAll, describe } from 'vitest';
import { describeHttp } from './suites/http.ts';
import { describeLeases } from './suites/leases.ts';
import { describeLogins } from './suites/logins.ts';
import { describePolicies } from './suites/policies.ts';
import { describeSeal } from './suites/seal.ts';
import { describeSecrets } from './suites/secrets.ts';
import { describeTokens } from './suites/tokens.ts';

// The same assertions for the stand-in and, where VAULT_ADDR_REAL names one, for a real Vault (infra/base/vault/README.md).
const names = Object.keys(vaultsUnderTest);
if (names.length === 1) console.log('Vault conformance: the stand-in only; VAULT_ADDR_REAL names no real Vault');

describe.each(names)('%s', (name) => {
  let running: VaultUnderTest;
  const vault = () => running;

  beforeAll(async () => {
    const start = vaultsUnderTest[name];
    if (start) running = await start();
  });

  afterAll(() => running.stop());

  describeLogins(vault);
  describeTokens(vault);
  describeLeases(vault);
  describeSecrets(vault);
  describePolicies(vault);
  describeHttp(vault);
  describeSeal(vault);
});
