import '@grocer/chassis/telemetry/register';
import { connectDatabase, connectQueues } from '@grocer/chassis/connections';
import { runService } from '@grocer/chassis/lifecycle';
import { buildApp } from './app.ts';
import { Config } from './config.ts';
import { startGateway } from './gateway.ts';

await runService({
  name: 'appliance-shim',
  schema: Config,
  env: process.env,
  start(runtime) {
    const { config, log, onStop } = runtime;
    const { database, vault } = connectDatabase(runtime);
    const queues = connectQueues(runtime);
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
    return buildApp({ log, isReady: () => vault.isHealthy() && gateway.isReady() });
  },
});
