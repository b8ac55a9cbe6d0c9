import { inspect } from 'node:util';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { ConfigError, httpSettings, loadConfig, Secret, variableOf, vaultSettings } from './config.ts';

const schema = Type.Object({
  ...httpSettings,
  gatewayKey: Secret('key of the gateway'),
  timeoutMs: Type.Integer({ description: 'patience', minimum: 1, default: 100 }),
});

describe('loadConfig', () => {
  it('reads camelCase keys from upper-case variables, converts them and fills defaults in', () => {
    const env = { HOST: '127.0.0.1', PORT: '8080', GATEWAY_KEY: 'vault:secret/gateway#key', OTHER: 'ignored' };
    expect(loadConfig(schema, env)).toEqual({
      host: '127.0.0.1',
      port: 8080,
      gatewayKey: { path: 'gateway', key: 'key' },
      timeoutMs: 100,
    });
  });

  it('lists every fault at once, by variable', () => {
    const env = { PORT: 'many', GATEWAY_KEY: 'sk_live_1', TIMEOUT_MS: '0' };
    expect(() => loadConfig(schema, env)).toThrow(ConfigError);
    try {
      loadConfig(schema, env);
    } catch (error) {
      const lines = String(error instanceof Error ? error.message : error).split('\n');
      expect(lines.map((line) => line.split(' ')[0]).sort()).toEqual(['GATEWAY_KEY', 'HOST', 'PORT', 'TIMEOUT_MS']);
      expect(lines.join()).not.toContain('sk_live_1');
    }
  });

  it('takes an empty variable for a missing one', () => {
    expect(() => loadConfig(schema, { HOST: '', PORT: '1', GATEWAY_KEY: 'vault:secret/a#b' })).toThrow(
      'HOST is missing',
    );
  });
});

describe('a reference to a secret', () => {
  const env = { HOST: 'h', PORT: '1', GATEWAY_KEY: 'vault:secret/shop/payment-gateway#apiKey' };

  it('is read into path and key, and shows nothing however it is printed', () => {
    const config = loadConfig(schema, env);
    expect(config.gatewayKey).toEqual({ path: 'shop/payment-gateway', key: 'apiKey' });
    for (const printed of [JSON.stringify(config), inspect(config), `${config.gatewayKey}`]) {
      expect(printed).toContain('[redacted]');
      expect(printed).not.toMatch(/payment-gateway|apiKey/);
    }
  });

  it.each([
    'sk_live_51abc',
    'vault:payment-gateway#apiKey',
    'vault:secret/payment-gateway',
    'vault:secret/#apiKey',
    'vault:secret/../sys/seal#x',
    'vault:secret/payment-gateway#api key',
    'vault:secret/payment-gateway?version=1#apiKey',
  ])('of the form %s is refused by the name of its variable, without being quoted', (text) => {
    const read = () => loadConfig(schema, { ...env, GATEWAY_KEY: text });
    expect(read).toThrow(/^GATEWAY_KEY must be `vault:secret\/<path>#<key>`: key of the gateway$/);
  });
});

describe('the settings of a workload identity', () => {
  const settings = Type.Object(vaultSettings);
  const env = { VAULT_ADDR: 'http://vault:8200', VAULT_ROLE: 'checkout' };

  it('demand a token file where that proves the identity', () => {
    const missing = /^WORKLOAD_TOKEN_FILE is missing: file with the workload identity token/;
    expect(() => loadConfig(settings, env)).toThrow(missing);
    expect(() => loadConfig(settings, { ...env, WORKLOAD_IDENTITY: 'kubernetes' })).toThrow(missing);
  });

  it('do without one elsewhere', () => {
    expect(loadConfig(settings, { ...env, WORKLOAD_IDENTITY: 'aws-iam' })).toEqual({
      vaultAddr: 'http://vault:8200',
      vaultRole: 'checkout',
      workloadIdentity: 'aws-iam',
      workloadAudience: 'https://vault.grocer.example',
    });
    expect(() => loadConfig(settings, { ...env, WORKLOAD_IDENTITY: 'password' })).toThrow(/^WORKLOAD_IDENTITY must/);
  });
});

describe('variableOf', () => {
  it.each([
    ['port', 'PORT'],
    ['databaseUrl', 'DATABASE_URL'],
    ['oidcCustomersDiscoveryUrl', 'OIDC_CUSTOMERS_DISCOVERY_URL'],
  ])('%s is %s', (key, variable) => expect(variableOf(key)).toBe(variable));
});
