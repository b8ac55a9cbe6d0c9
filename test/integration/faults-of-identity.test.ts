import { revokeLogins } from '@grocer/test-support/revoke-logins';
import { expect, it } from 'vitest';
import { kill, startAgain } from './engine.ts';
import { forNow, NOBODY } from './fault-table.ts';
import { openShop } from './shop.ts';

const { shop, survive } = openShop();

async function operatorToken(): Promise<string> {
  const read = "fs.readFileSync('/tmp/state/vault-operator-token', 'utf8')";
  return (await shop().estate.standIns.vault.exec(['node', '-p', read])).output.trim();
}

async function turnSeal(path: 'sys/seal' | 'sys/unseal'): Promise<void> {
  const token = await operatorToken();
  const answer = await fetch(`${shop().estate.endpoints.vault}/v1/${path}`, {
    method: 'PUT',
    headers: { 'x-vault-token': token, 'content-type': 'application/json' },
    body: JSON.stringify({ key: token }),
  });
  expect([200, 204]).toContain(answer.status);
}

async function revoke(): Promise<void> {
  const revoked = await revokeLogins({
    vault: shop().estate.endpoints.vault,
    token: await operatorToken(),
    role: 'checkout',
  });
  expect(revoked).toBeGreaterThan(0);
}

it('goes on by the keys that it has when the issuer is gone', () =>
  survive({
    name: 'issuer gone 5 s, keys known',
    inject: () => kill(shop().estate.standIns.issuer),
    heal: () => startAgain(shop().estate.standIns.issuer),
    lastsMs: 5000,
    mayAnswer: [],
  }));

it('refuses for now when it has no keys and the issuer is gone', () =>
  survive({
    name: 'issuer gone 5 s, checkout new',
    async inject() {
      await kill(shop().estate.standIns.issuer);
      await kill(shop().checkout);
      await startAgain(shop().checkout);
    },
    heal: () => startAgain(shop().estate.standIns.issuer),
    lastsMs: 5000,
    mayAnswer: [...forNow, NOBODY],
  }));

it('goes on by its logins when Vault is sealed', () =>
  survive({
    name: 'Vault sealed 5 s',
    inject: () => turnSeal('sys/seal'),
    heal: () => turnSeal('sys/unseal'),
    lastsMs: 5000,
    mayAnswer: [],
  }));

it('goes on by its logins when Vault is gone', () =>
  survive({
    name: 'Vault gone 5 s',
    inject: () => kill(shop().estate.standIns.vault),
    heal: () => startAgain(shop().estate.standIns.vault),
    lastsMs: 5000,
    mayAnswer: [],
  }));

it('takes a new login when its own is revoked', () =>
  survive({
    name: "checkout's logins revoked, twice",
    inject: revoke,
    heal: revoke,
    lastsMs: 2000,
    mayAnswer: [],
  }));
