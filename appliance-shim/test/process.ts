import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { collectOutput, exitOf, startEntry } from '@grocer/test-support/process';
import { sqsSettings } from '@grocer/test-support/queues';
import { startTestVault } from '@grocer/test-support/vault';
import { expect, onTestFinished, vi } from 'vitest';
import type { Warehouse } from './warehouse.ts';

/** The shim as a process of its own. */
export interface ShimProcess {
  /** What it has logged so far. */
  output(): string;
  probe(name: 'live' | 'ready'): Promise<number>;
  /** Ends it; resolves to its exit code, null when the signal ended it. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
  readonly exited: Promise<number | null>;
}

const entry = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** What a process of the shim needs of its surroundings, with logins of the database that last for `leaseSeconds`. */
export async function settingsFor(warehouse: Warehouse, applianceUrl: string, leaseSeconds: number) {
  const lifetimes = { leaseSeconds, maxLeaseSeconds: leaseSeconds, tokenSeconds: 600, maxTokenSeconds: 600 };
  const vault = await startTestVault(warehouse.database, { 'appliance-shim': 'warehouse' }, { lifetimes });
  onTestFinished(() => vault.stop());
  const folder = await mkdtemp(join(tmpdir(), 'shim-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'token'), await vault.workloadToken('appliance-shim'));
  return {
    HOST: '127.0.0.1',
    PORT: '0',
    VAULT_ADDR: vault.url,
    VAULT_ROLE: 'appliance-shim',
    WORKLOAD_TOKEN_FILE: join(folder, 'token'),
    DATABASE_URL: warehouse.database.url,
    DATABASE_POOL_MAX: '3',
    SQS_ENDPOINT: sqsSettings().endpoint,
    AWS_REGION: sqsSettings().region,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    WAREHOUSE_ORDERS_QUEUE_URL: warehouse.orders.url,
    WAREHOUSE_ORDERS_DLQ_URL: warehouse.orders.dlqUrl,
    WAREHOUSE_EVENTS_QUEUE_URL: warehouse.events.url,
    APPLIANCE_HOST: '127.0.0.1',
    APPLIANCE_PORT: new URL(applianceUrl).port,
  };
}

export function startProcess(env: Readonly<Record<string, string>>): ShimProcess {
  const child = startEntry(entry, env);
  const output = collectOutput(child);
  const exited = exitOf(child);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  const address = () =>
    vi.waitFor(() => /"address":"([^"]+)"/.exec(output())?.[1] ?? expect.fail(`not listening:\n${output()}`), 10_000);
  return {
    output,
    exited,
    async probe(name) {
      const response = await fetch(`${await address()}/health/${name}`);
      await response.body?.cancel();
      return response.status;
    },
    async end(signal) {
      child.kill(signal);
      return exited;
    },
  };
}
