import { ask, hasLogin, leaseLogin, logIn, type VaultUnderTest } from '@grocer/test-support/vault-under-test';
import { describe, expect, onTestFinished, test } from 'vitest';

/** https://developer.hashicorp.com/vault/api-docs/system/health, …/system/seal and …/system/unseal */
export function describeSeal(vault: () => VaultUnderTest): void {
  const unseal = (key: string | undefined) =>
    ask(vault(), 'PUT', 'sys/unseal', { token: vault().rootToken, body: { key } });

  describe('health', () => {
    test('needs no token, and tells of an unsealed, active Vault', async () => {
      const { status, body } = await ask(vault(), 'GET', 'sys/health');

      expect(status).toBe(200);
      expect(body).toMatchObject({
        initialized: true,
        sealed: false,
        standby: false,
        version: expect.stringMatching(/^\d+\.\d+\.\d+/),
        server_time_utc: expect.any(Number),
      });
      expect((await fetch(`${vault().url}/v1/sys/health`, { method: 'HEAD' })).status).toBe(200);
      expect(await ask(vault(), 'GET', 'sys/seal-status')).toMatchObject({ status: 200, body: { sealed: false } });
    });

    test('answers the status that the query wants', async () => {
      expect((await ask(vault(), 'GET', 'sys/health?activecode=299')).status).toBe(299);
      expect((await ask(vault(), 'GET', 'sys/health?standbycode=299')).status).toBe(200);
      expect(await ask(vault(), 'GET', 'sys/health?activecode=fine')).toEqual({ status: 400, body: { errors: [] } });
    });
  });

  describe('a sealed Vault', () => {
    test('answers nothing but its health until it is unsealed, and then knows tokens and leases as before', async (context) => {
      const { unsealKey, rootToken } = vault();
      context.skip(unsealKey === undefined, 'VAULT_UNSEAL_KEY_REAL is not set');
      const token = await logIn(vault(), 'checkout');
      const login = await leaseLogin(vault(), token, 'checkout');
      onTestFinished(async () => void (await unseal(unsealKey)));

      expect(await ask(vault(), 'PUT', 'sys/seal', { token: rootToken })).toEqual({ status: 204, body: undefined });

      const sealed = { status: 503, body: { errors: ['Vault is sealed'] } };
      expect(await ask(vault(), 'GET', 'auth/token/lookup-self', { token })).toEqual(sealed);
      expect(await ask(vault(), 'POST', 'auth/jwt/login', { body: { role: 'checkout', jwt: 'x' } })).toEqual(sealed);
      expect(await ask(vault(), 'GET', 'sys/health')).toMatchObject({ status: 503, body: { sealed: true } });
      expect((await ask(vault(), 'GET', 'sys/health?sealedcode=299')).status).toBe(299);
      expect(await ask(vault(), 'GET', 'sys/seal-status')).toMatchObject({ status: 200, body: { sealed: true } });
      expect((await unseal(Buffer.alloc(33, 1).toString('base64'))).status).toBe(400);

      expect(await unseal(unsealKey)).toMatchObject({ status: 200, body: { sealed: false } });
      expect((await ask(vault(), 'GET', 'auth/token/lookup-self', { token })).status).toBe(200);
      expect((await ask(vault(), 'PUT', 'sys/leases/lookup', { token, body: { lease_id: login.id } })).status).toBe(
        200,
      );
      expect(await hasLogin(vault(), login)).toBe(true);
    });
  });
}
