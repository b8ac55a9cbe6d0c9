import { ask, logIn, type VaultUnderTest } from '@grocer/test-support/vault-under-test';
import { describe, expect, test } from 'vitest';

// vault/request_handling.go of Vault's source, CheckToken: what a policy denies is a list of one error, a missing token is none.
const denied = { status: 403, body: { errors: ['1 error occurred:\n\t* permission denied\n\n'] } };

/** https://developer.hashicorp.com/vault/docs/concepts/policies */
export function describePolicies(vault: () => VaultUnderTest): void {
  describe('a policy', () => {
    test.for([
      ['GET', 'database/creds/catalogue'],
      ['GET', 'secret/data/edge-purge'],
      ['PUT', 'secret/data/payment-gateway'],
      ['DELETE', 'secret/data/payment-gateway'],
      ['PUT', 'sys/leases/revoke'],
      ['GET', 'sys/leases/lookup/database/creds/checkout/?list=true'],
      ['PUT', 'sys/seal'],
      ['GET', 'auth/token/accessors'],
      ['GET', 'sys/no-such-path'],
      ['GET', 'no-such-mount/path'],
    ] as const)('refuses checkout %s %s', async ([method, path]) => {
      const token = await logIn(vault(), 'checkout');
      const body = method === 'PUT' ? {} : undefined;

      expect(await ask(vault(), method, path, { token, ...(body && { body }) })).toEqual(denied);
    });

    test('is that of the deployable alone: fulfil reads its login and the key, and not the login of checkout', async () => {
      const token = await logIn(vault(), 'fulfil');

      expect((await ask(vault(), 'GET', 'database/creds/fulfil', { token })).status).toBe(200);
      expect((await ask(vault(), 'GET', 'secret/data/payment-gateway', { token })).status).toBe(200);
      expect(await ask(vault(), 'GET', 'database/creds/checkout', { token })).toEqual(denied);
    });

    // The built-in policy: https://developer.hashicorp.com/vault/docs/concepts/policies#default-policy
    test('by the name of default lets everyone look up, renew and revoke what is their own', async () => {
      const token = await logIn(vault(), 'catalogue');

      expect((await ask(vault(), 'GET', 'auth/token/lookup-self', { token })).status).toBe(200);
      expect((await ask(vault(), 'POST', 'auth/token/renew-self', { token, body: {} })).status).toBe(200);
      expect((await ask(vault(), 'PUT', 'sys/leases/lookup', { token, body: { lease_id: 'x' } })).status).toBe(400);
      expect((await ask(vault(), 'POST', 'auth/token/revoke-self', { token })).status).toBe(204);
    });

    test('is asked only for a token that is known', async () => {
      const without = await ask(vault(), 'GET', 'secret/data/payment-gateway');
      const unknown = await ask(vault(), 'GET', 'secret/data/payment-gateway', { token: 'hvs.unknown' });

      expect(without).toEqual({ status: 403, body: { errors: ['permission denied'] } });
      expect(unknown.status).toBe(403);
      expect(unknown.body.errors).toEqual([expect.stringContaining('permission denied')]);
    });
  });
}
