import '@grocer/chassis/telemetry/register';
import { readWorkloadToken, runService } from '@grocer/chassis/lifecycle';
import { createDatabase } from '@grocer/chassis/postgres';
import { createQueues } from '@grocer/chassis/queue';
import { createVault } from '@grocer/chassis/vault';
import { buildApp } from './app.ts';
import { Config } from './config.ts';
import { startGateway } from './gateway.ts';

await runService({
  name: 'appliance-shim',
  schema: Config,
  env: process.env,
  start({ config, log, onStop }) {
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
      applicationName: 'appliance-shim',
      log,
    });
    onStop(() => database.end());
    const queues = createQueues({ endpoint: config.sqsEndpoint, region: config.awsRegion });
    onStop(() => queues.close());
    const gateway = startGateway({
      database,
      queues,
      log,
      ordersQueueUrl: config.warehouseOrdersQueueUrl,
      ordersDlqUrl: config.warehouseOrdersDlqUrl,
      eventsQueueUrl: config.warehouseEventsQueueUrl,
      appliance: { host: config.applianceHost, port: config.appliancePort },
    });
    onStop(() => gateway.stop());
    return buildApp({ log, isReady: gateway.isReady });
  },
});
