import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTestDatabase, type TestDatabase } from '@grocer/test-support/database';
import { startTestVault, type TestVault } from '@grocer/test-support/vault';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';

const entry = fileURLToPath(new URL('../src/main.ts', import.meta.url));

let database: TestDatabase;
let vault: TestVault;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grocer-tasks-'));
  database = await createTestDatabase();
  vault = await startTestVault(database, { migrate: 'migrator', seed: 'migrator' });
});

afterAll(async () => {
  await vault.stop();
  await database.drop();
  await rm(folder, { recursive: true });
});

/** Runs the entry as a target does: a process with nothing but its own environment. */
function run(task: string, env: Record<string, string>): Promise<{ code: number; output: string }> {
  const { promise, resolve } = Promise.withResolvers<{ code: number; output: string }>();
  execFile(process.execPath, [entry, task], { env }, (error, stdout, stderr) =>
    resolve({ code: Number(error?.code ?? 0), output: stdout + stderr }),
  );
  return promise;
}

async function environmentOf(task: string): Promise<Record<string, string>> {
  const tokenFile = join(folder, task);
  await writeFile(tokenFile, await vault.workloadToken(task));
  return {
    DATABASE_URL: database.url,
    VAULT_ADDR: vault.url,
    VAULT_ROLE: task,
    WORKLOAD_TOKEN_FILE: tokenFile,
  };
}

test.for(['migrate', 'seed'])('runs %s by a login of its own, and leaves no login behind', async (task) => {
  const { code, output } = await run(task, await environmentOf(task));

  expect(output).not.toContain('error');
  expect(code).toBe(0);
  // Vault forgets a lease when its login has been dropped. Nothing else in the cluster tells whose logins they are.
  const leases = `${vault.url}/v1/sys/leases/lookup/database/creds/${task}?list=true`;
  expect((await fetch(leases, { headers: { 'x-vault-token': vault.operatorToken } })).status).toBe(404);
});

test('makes a database that is not there yet, as often as it is asked to', async () => {
  const name = `bootstrapped_${Date.now()}`;
  const env = {
    ADMIN_DATABASE_URL: inject('postgresUrl'),
    DATABASE_NAME: name,
    VAULT_DATABASE_PASSWORD: inject('testPassword'),
  };

  expect(await run('bootstrap', env)).toEqual({ code: 0, output: '' });
  expect(await run('bootstrap', env)).toEqual({ code: 0, output: '' });
  await database.admin.query(`drop database ${name}`);
});

test('names every setting that is missing', async () => {
  const { code, output } = await run('migrate', {});

  expect(code).toBe(1);
  expect(output).toContain('DATABASE_URL is missing');
  expect(output).toContain('VAULT_ROLE is missing');
});

test('says in a sentence that Vault refuses it', async () => {
  const { code, output } = await run('migrate', { ...(await environmentOf('seed')), VAULT_ROLE: 'migrate' });

  expect(code).toBe(1);
  expect(output).toContain('Vault refused the login of role migrate');
});
