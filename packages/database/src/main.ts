// `node src/main.ts bootstrap`, `migrate` or `seed`: tasks, each run to completion before what needs it starts.
import '@grocer/chassis/telemetry/register';
import { loadConfig } from '@grocer/chassis/config';
import { createLog, type Log } from '@grocer/chassis/log';
import { createDatabase, type Database } from '@grocer/chassis/postgres';
import { flushTelemetry, withSpan } from '@grocer/chassis/telemetry/trace';
import { createVault } from '@grocer/chassis/vault';
import { createWorkloadIdentity } from '@grocer/chassis/workload-identity';
import { bootstrap } from './bootstrap.ts';
import { BootstrapConfig, TaskConfig } from './config.ts';
import { migrate, readMigrations } from './migrate.ts';
import { seed } from './seed.ts';

const tasks: Record<string, () => Promise<void>> = {
  bootstrap: runBootstrap,
  migrate: () => runWithLogin('migrate', async (database, log) => migrate(database, await readMigrations(), log)),
  seed: () => runWithLogin('seed', (database, log) => seed({ database, log, now: new Date() })),
};

async function runBootstrap(): Promise<void> {
  const config = loadConfig(BootstrapConfig, process.env);
  await bootstrap({
    adminUrl: config.adminDatabaseUrl,
    database: config.databaseName,
    vaultPassword: config.vaultDatabasePassword,
    log: createLog({ name: 'bootstrap', level: config.logLevel }),
  });
}

async function runWithLogin(name: string, work: (database: Database, log: Log) => Promise<unknown>): Promise<void> {
  const config = loadConfig(TaskConfig, process.env);
  const log = createLog({ name, level: config.logLevel });
  const vault = createVault({
    addr: config.vaultAddr,
    role: config.vaultRole,
    identity: createWorkloadIdentity(config, process.env),
    log,
  });
  const credentials = vault.databaseCredentials(config.vaultRole);
  const database = createDatabase({ url: config.databaseUrl, credentials, max: 1, applicationName: name, log });
  try {
    await withSpan(name, {}, () => work(database, log));
  } finally {
    await database.end();
    await vault.close();
    await flushTelemetry();
  }
}

try {
  const task = tasks[process.argv[2] ?? ''];
  if (!task) throw new Error(`name the task to run: ${Object.keys(tasks).join(', ')}`);
  await task();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
