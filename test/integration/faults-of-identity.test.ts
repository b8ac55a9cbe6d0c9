import { type Customer, signInCustomer } from '@grocer/test-support/customer';
import { revokeLogins } from '@grocer/test-support/revoke-logins';
import type { StartedTestContainer } from 'testcontainers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tellLastWords } from './container-log.ts';
import { type ContainerEstate, startContainerEstate } from './containers.ts';
import { kill, startAgain } from './engine.ts';
import { createFaultTable, forNow, NOBODY } from './fault-table.ts';

tellLastWords();
const table = createFaultTable();
let estate: ContainerEstate;
let customer: Customer;
let checkout: StartedTestContainer;
beforeAll(async () => {
  estate = await startContainerEstate();
  await estate.startService('catalogue');
  [checkout] = await Promise.all([estate.startService('checkout'), estate.startService('appliance-shim')]);
  customer = await signInCustomer(estate, 'customer-1');
});
afterAll(async () => {
  table.print();
  await estate?.stop();
});

async function operatorToken(): Promise<string> {
  const read = "fs.readFileSync('/tmp/state/vault-operator-token', 'utf8')";
  return (await estate.standIns.vault.exec(['node', '-p', read])).output.trim();
}

async function turnSeal(path: 'sys/seal' | 'sys/unseal'): Promise<void> {
  const token = await operatorToken();
  const answer = await fetch(`${estate.endpoints.vault}/v1/${path}`, {
    method: 'PUT',
    headers: { 'x-vault-token': token, 'content-type': 'application/json' },
    body: JSON.stringify({ key: token }),
  });
  expect([200, 204]).toContain(answer.status);
}

async function revoke(): Promise<void> {
  const revoked = await revokeLogins({ vault: estate.endpoints.vault, token: await operatorToken(), role: 'checkout' });
  expect(revoked).toBeGreaterThan(0);
}

it('goes on by the keys that it has when the issuer is gone', () =>
  table.survive(estate, customer, {
    name: 'issuer gone 5 s, keys known',
    inject: () => kill(estate.standIns.issuer),
    heal: () => startAgain(estate.standIns.issuer),
    lastsMs: 5000,
    mayAnswer: [],
  }));

it('refuses for now when it has no keys and the issuer is gone', () =>
  table.survive(estate, customer, {
    name: 'issuer gone 5 s, checkout new',
    async inject() {
      await kill(estate.standIns.issuer);
      await kill(checkout);
      await startAgain(checkout);
    },
    heal: () => startAgain(estate.standIns.issuer),
    lastsMs: 5000,
    mayAnswer: [...forNow, NOBODY],
  }));

it('goes on by its logins when Vault is sealed', () =>
  table.survive(estate, customer, {
    name: 'Vault sealed 5 s',
    inject: () => turnSeal('sys/seal'),
    heal: () => turnSeal('sys/unseal'),
    lastsMs: 5000,
    mayAnswer: [],
  }));

it('goes on by its logins when Vault is gone', () =>
  table.survive(estate, customer, {
    name: 'Vault gone 5 s',
    inject: () => kill(estate.standIns.vault),
    heal: () => startAgain(estate.standIns.vault),
    lastsMs: 5000,
    mayAnswer: [],
  }));

it('takes a new login when its own is revoked', () =>
  table.survive(estate, customer, {
    name: "checkout's logins revoked, twice",
    inject: revoke,
    heal: revoke,
    lastsMs: 2000,
    mayAnswer: [],
  }));
