import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { ConfigError, httpSettings, loadConfig, Secret, variableOf } from './config.ts';

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

describe('variableOf', () => {
  it.each([
    ['port', 'PORT'],
    ['databaseUrl', 'DATABASE_URL'],
    ['oidcCustomersDiscoveryUrl', 'OIDC_CUSTOMERS_DISCOVERY_URL'],
  ])('%s is %s', (key, variable) => expect(variableOf(key)).toBe(variable));
});
