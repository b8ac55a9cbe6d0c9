import { ask, logIn, type VaultUnderTest } from '@grocer/test-support/vault-under-test';
import { describe, expect, test } from 'vitest';

/** https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#read-secret-version */
export function describeSecrets(vault: () => VaultUnderTest): void {
  const read = async (path: string, token?: string) =>
    ask(vault(), 'GET', path, { token: token ?? (await logIn(vault(), 'checkout')) });

  describe('a static secret', () => {
    test('comes with its metadata', async () => {
      const { status, body } = await read('secret/data/payment-gateway');

      expect(status).toBe(200);
      expect(body).toMatchObject({ lease_id: '', renewable: false, lease_duration: 0, auth: null });
      expect(body.data).toEqual({
        data: { apiKey: 'sk_test_of_the_suite' },
        metadata: {
          version: expect.any(Number),
          created_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
          custom_metadata: null,
          deletion_time: '',
          destroyed: false,
        },
      });
    });

    test('is read by its version, and a version to come is not there', async () => {
      const { version } = (await read('secret/data/payment-gateway')).body.data.metadata;

      expect((await read(`secret/data/payment-gateway?version=${version}`)).body.data.metadata.version).toBe(version);
      expect(await read(`secret/data/payment-gateway?version=${version + 1}`)).toEqual({
        status: 404,
        body: { errors: [] },
      });
    });

    test('that does not exist is not found', async () => {
      expect(await read('secret/data/nothing-here', vault().rootToken)).toEqual({ status: 404, body: { errors: [] } });
    });
  });
}
