import {
  ask,
  hasLogin,
  leaseLogin,
  lifetimes,
  logIn,
  type VaultUnderTest,
} from '@grocer/test-support/vault-under-test';
import { describe, expect, test, vi } from 'vitest';

/** https://developer.hashicorp.com/vault/api-docs/auth/token */
export function describeTokens(vault: () => VaultUnderTest): void {
  const renew = (token: string, increment?: number | string) =>
    ask(vault(), 'POST', 'auth/token/renew-self', { token, body: { increment } });

  describe('a token', () => {
    test('tells its holder what it is', async () => {
      const token = await logIn(vault(), 'checkout');
      const { status, body } = await ask(vault(), 'GET', 'auth/token/lookup-self', { token });

      expect(status).toBe(200);
      expect(body.data).toMatchObject({
        id: token,
        accessor: expect.stringMatching(/^[A-Za-z0-9]{24}$/),
        display_name: 'jwt-checkout',
        path: 'auth/jwt/login',
        policies: ['checkout', 'default'],
        meta: { role: 'checkout' },
        type: 'service',
        orphan: true,
        renewable: true,
        num_uses: 0,
        creation_ttl: lifetimes.tokenSeconds,
        explicit_max_ttl: 0,
        issue_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        expire_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      });
      expect(body.data.ttl).toBeGreaterThan(lifetimes.tokenSeconds - 5);
    });

    test('that is the root never ends', async () => {
      const { body } = await ask(vault(), 'GET', 'auth/token/lookup-self', { token: vault().rootToken });

      expect(body.data).toMatchObject({ policies: ['root'], ttl: 0, expire_time: null });
    });

    test('is renewed by its own time when none is asked for, and by what is asked for', async () => {
      const token = await logIn(vault(), 'checkout');

      expect((await renew(token)).body.auth).toMatchObject({
        client_token: token,
        policies: ['checkout', 'default'],
        renewable: true,
      });
      const byDefault = (await renew(token)).body.auth.lease_duration;
      const shorter = (await renew(token, '30s')).body.auth.lease_duration;

      expect(byDefault).toBeGreaterThan(lifetimes.tokenSeconds - 3);
      expect(byDefault).toBeLessThanOrEqual(lifetimes.tokenSeconds);
      expect([29, 30]).toContain(shorter);
    });

    // "TTL … capped accordingly": sdk/framework/lease.go of Vault's source, CalculateTTL. The maximum counts from the login.
    test('is renewed up to its longest life and no further, with a warning', async () => {
      const token = await logIn(vault(), 'checkout');
      const { status, body } = await renew(token, '1h');

      expect(status).toBe(200);
      expect(body.auth.lease_duration).toBeLessThanOrEqual(lifetimes.maxTokenSeconds);
      expect(body.auth.lease_duration).toBeGreaterThan(lifetimes.maxTokenSeconds - 5);
      expect(body.warnings).toEqual([
        expect.stringMatching(
          /^TTL of "1h0m0s" exceeded the effective max_ttl of "1m\d+s"; TTL value is capped accordingly$/,
        ),
      ]);
    });

    test('ends by itself, and its leases with it', async () => {
      const token = await logIn(vault(), 'checkout');
      const login = await leaseLogin(vault(), token, 'checkout');
      await renew(token, 1);

      await vi.waitFor(async () => expect(await hasLogin(vault(), login)).toBe(false), { timeout: 15_000 });
      expect((await ask(vault(), 'GET', 'auth/token/lookup-self', { token })).status).toBe(403);
    });

    test('that is revoked by its holder lets nobody in, and its leases end', async () => {
      const token = await logIn(vault(), 'checkout');
      const logins = [await leaseLogin(vault(), token, 'checkout'), await leaseLogin(vault(), token, 'checkout')];

      expect(await ask(vault(), 'POST', 'auth/token/revoke-self', { token })).toEqual({ status: 204, body: undefined });

      const { status, body } = await ask(vault(), 'GET', 'auth/token/lookup-self', { token });
      expect(status).toBe(403);
      expect(body.errors).toEqual([expect.stringContaining('permission denied')]);
      for (const login of logins) {
        await vi.waitFor(async () => expect(await hasLogin(vault(), login)).toBe(false), { timeout: 15_000 });
      }
    });
  });
}
