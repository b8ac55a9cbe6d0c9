import {
  ask,
  connectAs,
  hasLogin,
  leaseLogin,
  lifetimes,
  logIn,
  type VaultUnderTest,
} from '@grocer/test-support/vault-under-test';
import { describe, expect, test, vi } from 'vitest';

/** https://developer.hashicorp.com/vault/api-docs/system/leases and …/api-docs/secret/databases#generate-credentials */
export function describeLeases(vault: () => VaultUnderTest): void {
  const onLeases = (verb: 'renew' | 'lookup' | 'revoke', token: string, body: object) =>
    ask(vault(), 'PUT', `sys/leases/${verb}`, { token, body });
  const isGone = async (login: { username: string; id: string; password: string }) =>
    vi.waitFor(async () => expect(await hasLogin(vault(), login)).toBe(false), { timeout: 15_000 });

  describe('a database login', () => {
    test('is a role of Postgres in its group, valid a little longer than its lease', async () => {
      const token = await logIn(vault(), 'checkout');
      const { status, body } = await ask(vault(), 'GET', 'database/creds/checkout', { token });

      expect(status).toBe(200);
      expect(body).toMatchObject({
        lease_id: expect.stringMatching(/^database\/creds\/checkout\/[A-Za-z0-9]{24}$/),
        lease_duration: lifetimes.leaseSeconds,
        renewable: true,
        data: { username: expect.stringMatching(/^v-jwt-chec-checkout-[A-Za-z0-9]{20}-\d{10}$/) },
      });
      const { rows } = await vault().database.admin.query<{ groups: string[]; seconds: number; isPlain: boolean }>(
        `select array(select roleid::regrole::text from pg_auth_members where member = login.oid) as groups,
                extract(epoch from login.rolvaliduntil - now())::float as seconds,
                login.rolcanlogin and not (login.rolsuper or login.rolcreatedb or login.rolcreaterole
                  or login.rolreplication or login.rolbypassrls) as "isPlain"
           from pg_roles as login
          where login.rolname = $1`,
        [body.data.username],
      );
      expect(rows).toEqual([{ groups: ['checkout'], seconds: expect.any(Number), isPlain: true }]);
      // The plugin adds five seconds, so that the login never ends before its lease (path_creds_create.go).
      expect(rows[0]?.seconds).toBeGreaterThan(lifetimes.leaseSeconds);
      expect(rows[0]?.seconds).toBeLessThan(lifetimes.leaseSeconds + 10);
    });

    test('is another at every reading', async () => {
      const token = await logIn(vault(), 'checkout');
      const [first, second] = [
        await leaseLogin(vault(), token, 'checkout'),
        await leaseLogin(vault(), token, 'checkout'),
      ];

      expect(new Set([first.id, second.id]).size).toBe(2);
      expect(new Set([first.username, second.username]).size).toBe(2);
      expect(new Set([first.password, second.password]).size).toBe(2);
    });

    test('of a role that does not exist is a bad request', async () => {
      const { rootToken: token } = vault();

      expect(await ask(vault(), 'GET', 'database/creds/nobody', { token })).toEqual({
        status: 400,
        body: { errors: ['unknown role: nobody'] },
      });
    });

    test('ends with its lease by itself', async () => {
      const token = await logIn(vault(), 'checkout');
      const login = await leaseLogin(vault(), token, 'checkout');
      await onLeases('renew', token, { lease_id: login.id, increment: 1 });

      await isGone(login);
    });

    test('ends with its sessions when the operator revokes its lease', async () => {
      const login = await leaseLogin(vault(), await logIn(vault(), 'checkout'), 'checkout');
      const pool = connectAs(vault(), login);
      const connection = await pool.openConnection();
      const ended = new Promise<void>((resolve) => connection.onEnd(resolve));

      const { status } = await onLeases('revoke', vault().rootToken, { lease_id: login.id, sync: true });

      expect(status).toBe(204);
      await ended;
      expect(await hasLogin(vault(), login)).toBe(false);
      await pool.end();
    });

    test('is ended a little later when the operator does not wait for it', async () => {
      const login = await leaseLogin(vault(), await logIn(vault(), 'checkout'), 'checkout');

      expect((await onLeases('revoke', vault().rootToken, { lease_id: login.id })).status).toBe(202);

      await isGone(login);
    });
  });

  describe('a lease', () => {
    test('is renewed up to its longest life and no further, and the login lasts as long', async () => {
      const token = await logIn(vault(), 'checkout');
      const login = await leaseLogin(vault(), token, 'checkout');

      const longer = await onLeases('renew', token, { lease_id: login.id, increment: 80 });
      const capped = await onLeases('renew', token, { lease_id: login.id, increment: 600 });

      expect(longer).toMatchObject({ status: 200, body: { lease_id: login.id, renewable: true, data: null } });
      expect([79, 80]).toContain(longer.body.lease_duration);
      expect(capped.body.lease_duration).toBeLessThanOrEqual(lifetimes.maxLeaseSeconds);
      expect(capped.body.lease_duration).toBeGreaterThan(lifetimes.maxLeaseSeconds - 5);
      const { rows } = await vault().database.admin.query<{ isLonger: boolean }>(
        `select rolvaliduntil > now() + interval '90 seconds' as "isLonger" from pg_roles where rolname = $1`,
        [login.username],
      );
      expect(rows).toEqual([{ isLonger: true }]);
    });

    test('can be looked up by whoever knows its id', async () => {
      const token = await logIn(vault(), 'checkout');
      const { id } = await leaseLogin(vault(), token, 'checkout');
      const before = await onLeases('lookup', token, { lease_id: id });
      await onLeases('renew', token, { lease_id: id });
      const after = await onLeases('lookup', token, { lease_id: id });

      expect(before.body.data).toMatchObject({ id, renewable: true, last_renewal: null });
      expect(before.body.data.ttl).toBeGreaterThan(lifetimes.leaseSeconds - 5);
      expect(after.body.data).toMatchObject({ id, last_renewal: expect.stringMatching(/^\d{4}-/) });
    });

    test.for([
      ['lookup', 'invalid lease'],
      ['renew', 'lease not found'],
    ] as const)('that is over has no %s', async ([verb, reason]) => {
      const token = await logIn(vault(), 'checkout');

      expect(await onLeases(verb, token, { lease_id: 'database/creds/checkout/gone' })).toEqual({
        status: 400,
        body: { errors: [reason] },
      });
    });

    test.for(['renew', 'lookup', 'revoke'] as const)('needs an id to %s it', async (verb) => {
      const { status, body } = await onLeases(verb, vault().rootToken, {});

      expect(status).toBe(400);
      expect(body.errors).toEqual(['lease_id must be specified']);
    });

    test('is listed for the operator', async () => {
      const { id } = await leaseLogin(vault(), await logIn(vault(), 'checkout'), 'checkout');
      const { status, body } = await ask(vault(), 'GET', 'sys/leases/lookup/database/creds/checkout?list=true', {
        token: vault().rootToken,
      });

      expect(status).toBe(200);
      expect(body.data.keys).toContain(id.split('/').at(-1));
    });
  });
}
