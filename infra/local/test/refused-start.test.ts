import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '@grocer/test-support/database';
import { collectOutput, exitOf, startEntry } from '@grocer/test-support/process';
import { startTestVault, type TestVault } from '@grocer/test-support/vault';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type DeployableSpec, placeDeployables, readEstateYaml } from '../estate-yaml.ts';
import { sourceOf } from '../start/bundles.ts';
import { environmentOf, type Surroundings, taskEnvironmentOf } from '../start/environment.ts';

const root = join(import.meta.dirname, '../../..');
const yaml = readEstateYaml(join(root, 'infra/estate.yaml'));
/** Nothing answers here: a refusal must come before any of it is needed. */
const nowhere = 'http://127.0.0.1:9';

let database: TestDatabase;
let vault: TestVault;
let folder: string;
let surroundings: Surroundings;

beforeAll(async () => {
  [database, folder] = await Promise.all([createTestDatabase(), mkdtemp(join(tmpdir(), 'refused-'))]);
  // There is no policy of this name, so the role may do nothing.
  const roles = { stranger: 'checkout', 'reprice-plan': 'pricing' };
  vault = await startTestVault(database, roles, { secrets: { 'payment-gateway': { apiKey: 'sk_test_1' } } });
  for (const name of Object.keys(roles)) await writeFile(join(folder, name), await vault.workloadToken(name));
  surroundings = {
    databaseUrl: database.url,
    vaultUrl: vault.url,
    issuerUrl: nowhere,
    discoveryUrl: nowhere,
    workforce: yaml.workforce,
    gatewayUrl: nowhere,
    sqsUrl: nowhere,
    queueUrl: (name) => `${nowhere}/000000000000/${name}`,
    dlqUrl: (name) => `${nowhere}/000000000000/${name}-dlq`,
    applianceHost: '127.0.0.1',
    appliancePort: 9,
    telemetryUrl: nowhere,
    edgeUrl: nowhere,
    tokenFile: (name) => join(folder, name),
    urlOf: () => nowhere,
    compileCache: join(folder, 'compile-cache'),
  };
});
afterAll(async () => {
  await vault.stop();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const deployables = placeDeployables(yaml, new Map()).filter(({ connects }) => connects.includes('vault'));

/** What a process says and with which code it ends, when its identity at Vault is `role`. */
async function startAs(role: string, entry: string, env: Record<string, string>, args: string[] = []) {
  const identity = { VAULT_ROLE: role, WORKLOAD_TOKEN_FILE: join(folder, role), HOST: '127.0.0.1', PORT: '0' };
  const child = startEntry(entry, { ...env, ...identity }, args);
  const output = collectOutput(child);
  const code = await exitOf(child);
  return {
    code,
    lines: output()
      .split('\n')
      .filter((line) => line.includes('Vault')),
  };
}

function sourceEntry(spec: DeployableSpec): string {
  const entry = join(root, spec.folder, spec.entry);
  return spec.entry.startsWith('dist/') ? sourceOf(entry) : entry;
}

describe('permission denied by Vault', () => {
  it.each(deployables.map((spec) => [spec.name, spec] as const))('ends %s by one sentence', async (_name, spec) => {
    const { code, lines } = await startAs('stranger', sourceEntry(spec), environmentOf(spec, surroundings, 'test'));
    expect(lines).toHaveLength(1);
    const refusal =
      "Vault's policy stranger does not let role stranger read database/creds/stranger: permission denied";
    expect(JSON.parse(lines[0] ?? '{}')).toMatchObject({ level: 'error', msg: `${spec.name} gives up: ${refusal}` });
    expect(code).toBe(1);
  });

  it.each(Object.entries(yaml.tasks))(
    'ends the task %s by one sentence',
    async (name, { folder: home, entry, args }) => {
      const env = taskEnvironmentOf(name, surroundings);
      const { code, lines } = await startAs('stranger', join(root, home, entry), env, args);
      expect(lines).toEqual([
        expect.stringMatching(/policy stranger .* database\/creds\/stranger: permission denied$/),
      ]);
      expect(code).toBe(1);
    },
  );

  it.each(['checkout', 'fulfil', 'recover'])('ends %s that may not read the key of the gateway', async (name) => {
    const spec = deployables.find((one) => one.name === name);
    if (!spec) throw new Error(`no ${name} in estate.yaml`);
    const { code, lines } = await startAs('reprice-plan', sourceEntry(spec), environmentOf(spec, surroundings, 'test'));
    expect(lines.join()).toContain(
      `${name} gives up: Vault's policy reprice-plan does not let role reprice-plan read secret/data/payment-gateway`,
    );
    expect(code).toBe(1);
  });
});

describe('a Vault out of reach at start', () => {
  const services = deployables.filter(({ http }) => http);

  it.each(services.map((spec) => [spec.name, spec] as const))('keeps %s waiting, not ready', async (name, spec) => {
    const around = { ...surroundings, vaultUrl: nowhere };
    const env = { ...environmentOf(spec, around, 'test'), HOST: '127.0.0.1', PORT: '0' };
    const child = startEntry(sourceEntry(spec), { ...env, WORKLOAD_TOKEN_FILE: join(folder, 'stranger') });
    const output = collectOutput(child);
    const exited = exitOf(child);
    const address = await vi.waitFor(() => {
      expect(output()).toContain('cannot obtain a Vault token yet, trying again');
      const [, origin] = /"address":"(http:[^"]+)"/.exec(output()) ?? [];
      if (!origin) throw new Error(`${name} does not listen yet`);
      return origin;
    }, 20_000);
    const probe = (path: string) => fetch(`${address}/health/${path}`, { signal: AbortSignal.timeout(1000) });
    expect((await probe('live')).status).toBe(200);
    expect((await probe('ready')).status).toBe(503);
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
  });
});
