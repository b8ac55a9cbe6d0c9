import { type Runtime, readWorkloadToken } from '@grocer/chassis/lifecycle';
import { createDatabase, type Database } from '@grocer/chassis/postgres';
import { createQueues, type Queues } from '@grocer/chassis/queue';
import { createVault } from '@grocer/chassis/vault';
import type { Static } from 'typebox';
import type { PlanConfig, ShardConfig } from './config.ts';

/** Makes the connections, each of which opens on first use, and registers their end. */
export function connect(
  name: string,
  { config, log, onStop }: Runtime<Static<typeof PlanConfig> | Static<typeof ShardConfig>>,
): { database: Database; queues: Queues } {
  const vault = createVault({
    addr: config.vaultAddr,
    role: config.vaultRole,
    workloadToken: () => readWorkloadToken(config.workloadTokenFile),
    log,
  });
  onStop(() => vault.close());
  const database = createDatabase({
    url: config.databaseUrl,
    credentials: vault.databaseCredentials(config.vaultRole),
    max: config.databasePoolMax,
    applicationName: name,
    log,
  });
  onStop(() => database.end());
  const queues = createQueues({ endpoint: config.sqsEndpoint, region: config.awsRegion });
  onStop(() => queues.close());
  return { database, queues };
}
