import type { Static, TObject } from 'typebox';
import type { databaseSettings, queueSettings, vaultSettings } from './config.ts';
import type { Runtime } from './lifecycle.ts';
import { createDatabase, type Database, type DatabaseOptions } from './postgres.ts';
import { createQueues, type Queues } from './queue.ts';
import { createVault, type Vault } from './vault.ts';
import { createWorkloadIdentity } from './workload-identity.ts';

type DatabaseRuntime = Runtime<Static<TObject<typeof databaseSettings & typeof vaultSettings>>>;
type QueueRuntime = Runtime<Static<TObject<typeof queueSettings>>>;

/** Opens a session at Vault and a pool that follows its logins, and registers their end: database first, then the token. */
export function connectDatabase(
  { name, config, env, log, onStop, giveUp }: DatabaseRuntime,
  options: Pick<DatabaseOptions, 'isPrepared'> = {},
): {
  database: Database;
  vault: Vault;
  isReady: () => Promise<boolean>;
} {
  const vault = createVault({
    addr: config.vaultAddr,
    role: config.vaultRole,
    identity: createWorkloadIdentity(config, env),
    log,
    onRefused: giveUp,
  });
  onStop(vault.close);
  const database = createDatabase({
    url: config.databaseUrl,
    credentials: vault.databaseCredentials(config.vaultRole),
    max: config.databasePoolMax,
    statementTimeoutMs: config.databaseStatementTimeoutMs,
    applicationName: name,
    log,
    ...options,
  });
  onStop(database.end);
  // Without Vault's word there is no login to ask the database by, and nobody has to wait for that to know.
  return { database, vault, isReady: async () => vault.isHealthy() && database.isReady() };
}

/** Makes a client of SQS and registers its end. */
export function connectQueues({ config, onStop }: QueueRuntime): Queues {
  const queues = createQueues({ endpoint: config.sqsEndpoint, region: config.awsRegion });
  onStop(queues.close);
  return queues;
}
