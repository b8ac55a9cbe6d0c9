import { ask, logIn, type VaultUnderTest } from '@grocer/test-support/vault-under-test';
import { describe, expect, test } from 'vitest';

/** https://developer.hashicorp.com/vault/api-docs */
export function describeHttp(vault: () => VaultUnderTest): void {
  const lookUp = (headers: Record<string, string>) => ask(vault(), 'GET', 'auth/token/lookup-self', { headers });

  describe('over HTTP', () => {
    test('a token comes in X-Vault-Token or as a bearer token, and the former wins', async () => {
      const [token, other] = [await logIn(vault(), 'checkout'), await logIn(vault(), 'catalogue')];

      expect((await lookUp({ 'x-vault-token': token })).body.data.id).toBe(token);
      expect((await lookUp({ authorization: `Bearer ${token}` })).body.data.id).toBe(token);
      expect((await lookUp({ 'x-vault-token': token, authorization: `Bearer ${other}` })).body.data.id).toBe(token);
      expect((await lookUp({ authorization: `Basic ${token}` })).status).toBe(403);
    });

    // Namespaces are of the Enterprise edition; X-Vault-Request is what Vault's own clients add.
    test('the root namespace and the header of clients change nothing', async () => {
      const token = await logIn(vault(), 'checkout');

      expect(
        (await lookUp({ 'x-vault-token': token, 'x-vault-namespace': 'root', 'x-vault-request': 'true' })).status,
      ).toBe(200);
    });

    test('POST and PUT are the same', async () => {
      const token = await logIn(vault(), 'checkout');

      expect((await ask(vault(), 'PUT', 'auth/token/renew-self', { token, body: {} })).status).toBe(200);
      expect((await ask(vault(), 'POST', 'auth/token/renew-self', { token, body: {} })).status).toBe(200);
    });

    test('a body may be missing, and what is no JSON object is refused before anything else', async () => {
      const token = await logIn(vault(), 'checkout');

      expect((await ask(vault(), 'POST', 'auth/token/renew-self', { token })).status).toBe(200);
      for (const body of ['nonsense', '[1]', '"text"', '{"increment":']) {
        expect(await ask(vault(), 'POST', 'auth/token/renew-self', { body })).toEqual({
          status: 400,
          body: { errors: ['error parsing JSON'] },
        });
      }
    });

    test('a path of no mount is not found, nor is one that its mount does not have', async () => {
      const { rootToken: token } = vault();

      expect(await ask(vault(), 'GET', 'nowhere/at-all', { token })).toEqual({
        status: 404,
        body: { errors: ['no handler for route "nowhere/at-all". route entry not found.'] },
      });
      expect(await ask(vault(), 'GET', 'sys/no-such-path', { token })).toEqual({
        status: 404,
        body: { errors: ['1 error occurred:\n\t* unsupported path\n\n'] },
      });
      expect(await ask(vault(), 'GET', '', { token })).toEqual({ status: 404, body: { errors: [] } });
    });

    test('an operation that a path lacks is not allowed', async () => {
      const { rootToken: token } = vault();

      expect(await ask(vault(), 'POST', 'database/creds/checkout', { token, body: {} })).toEqual({
        status: 405,
        body: { errors: ['1 error occurred:\n\t* unsupported operation\n\n'] },
      });
      expect(await ask(vault(), 'OPTIONS', 'secret/data/payment-gateway', { token })).toMatchObject({ status: 405 });
      expect(await ask(vault(), 'POST', 'sys/health', { body: {} })).toEqual({ status: 405, body: { errors: [] } });
      expect(await ask(vault(), 'GET', 'sys/unseal')).toEqual({ status: 405, body: { errors: [] } });
    });
  });
}
