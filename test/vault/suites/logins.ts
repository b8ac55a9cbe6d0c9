import { ask, lifetimes, type VaultUnderTest } from '@grocer/test-support/vault-under-test';
import { describe, expect, test } from 'vitest';

/** https://developer.hashicorp.com/vault/api-docs/auth/jwt#jwt-login */
export function describeLogins(vault: () => VaultUnderTest): void {
  const logIn = async (role: string | undefined, jwt: string | undefined) =>
    ask(vault(), 'POST', 'auth/jwt/login', { body: { role, jwt } });

  describe('a login', () => {
    test('gives a workload a token with its policy, in alphabetical order with the default one', async () => {
      const { status, body } = await logIn('checkout', await vault().workloadToken('checkout'));

      expect(status).toBe(200);
      expect(body).toMatchObject({ request_id: expect.stringMatching(/^[0-9a-f-]{36}$/), lease_id: '', data: null });
      expect(body.auth).toMatchObject({
        client_token: expect.stringMatching(/^hvs\.[\w-]{80,}$/),
        accessor: expect.stringMatching(/^[A-Za-z0-9]{24}$/),
        policies: ['checkout', 'default'],
        token_policies: ['checkout', 'default'],
        metadata: { role: 'checkout' },
        lease_duration: lifetimes.tokenSeconds,
        renewable: true,
        token_type: 'service',
        orphan: true,
      });
    });

    test.for([
      ['of another workload', 'catalogue', {}, /^error validating token: invalid subject \(sub\) claim/],
      [
        'for another audience',
        'checkout',
        { audience: 'https://api.grocer.example' },
        /^error validating token: invalid audience \(aud\) claim: /,
      ],
      [
        'that expired five minutes ago',
        'checkout',
        { expiresIn: -300 },
        /^error validating token: invalid expiration time \(exp\) claim: token is expired$/,
      ],
    ] as const)('refuses a token %s', async ([, subject, changes, reason]) => {
      const { status, body } = await logIn('checkout', await vault().workloadToken(subject, changes));

      expect(status).toBe(400);
      expect(body).toEqual({ errors: [expect.stringMatching(reason)] });
    });

    // The role's clock_skew_leeway.
    test('takes a token that expired within the leeway', async () => {
      const jwt = await vault().workloadToken('checkout', { expiresIn: -10 });

      expect((await logIn('checkout', jwt)).status).toBe(200);
    });

    test('refuses a token of another issuer by its signature', async () => {
      const [header, payload] = (await vault().workloadToken('checkout')).split('.');
      const forged = `${header}.${payload}.${Buffer.alloc(64, 1).toString('base64url')}`;
      const { status, body } = await logIn('checkout', forged);

      expect(status).toBe(400);
      expect(body.errors[0]).toMatch(/^error validating token: /);
    });

    test.for([
      ['a role that does not exist', 'nobody', 'x', 'role "nobody" could not be found'],
      ['no role', undefined, 'x', 'missing role'],
      ['no token', 'checkout', undefined, 'missing token'],
    ] as const)('refuses %s', async ([, role, jwt, reason]) => {
      expect(await logIn(role, jwt)).toEqual({ status: 400, body: { errors: [reason] } });
    });

    test('refuses what is no token', async () => {
      const { status, body } = await logIn('checkout', 'garbage');

      expect(status).toBe(400);
      expect(body.errors[0]).toMatch(/^error validating token: /);
    });
  });
}
