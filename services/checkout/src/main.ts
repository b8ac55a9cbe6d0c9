import '@grocer/chassis/telemetry/register';
import { createVerifier } from '@grocer/chassis/identity';
import { readWorkloadToken, runService } from '@grocer/chassis/lifecycle';
import { createDatabase } from '@grocer/chassis/postgres';
import { createQueues } from '@grocer/chassis/queue';
import { createVault } from '@grocer/chassis/vault';
import { createPaymentGateway } from '@grocer/orders/payments';
import { buildApp } from './app.ts';
import { createCatalogue } from './clients/catalogue.ts';
import { ConfigSchema } from './config.ts';

/** The gateway's timeout and this: how long a request holds its Idempotency-Key. */
const CLAIM_MARGIN_MS = 5000;

await runService({
  name: 'checkout',
  schema: ConfigSchema,
  env: process.env,
  start({ config, log, onStop }) {
    // Login, keys and the first connection go side by side, before the server listens: together they are the cold start.
    const vault = createVault({
      addr: config.vaultAddr,
      role: config.vaultRole,
      workloadToken: () => readWorkloadToken(config.workloadTokenFile),
      log,
    });
    const verifier = createVerifier({
      issuer: config.oidcIssuer,
      discoveryUrl: config.oidcDiscoveryUrl,
      audience: config.oidcAudience,
    });
    const database = createDatabase({
      url: config.databaseUrl,
      credentials: vault.databaseCredentials(config.vaultRole),
      max: config.databasePoolMax,
      applicationName: 'checkout',
      log,
    });
    const queues = createQueues({ endpoint: config.sqsEndpoint, region: config.awsRegion });
    const gateway = createPaymentGateway({
      url: config.paymentGatewayUrl,
      apiKey: () => vault.secret(config.paymentGatewayKey),
      timeoutMs: config.paymentGatewayTimeoutMs,
    });
    const keys = verifier.warmUp();
    // The heavy SDKs load when the instance is ready, and before its first order needs them.
    void Promise.all([keys, database.isReady()]).then(() => Promise.all([gateway.warmUp(), queues.warmUp()]));
    onStop(() => vault.close());
    onStop(() => database.end());
    onStop(() => queues.close());
    return buildApp({
      checkout: {
        database,
        catalogue: createCatalogue({ url: config.catalogueUrl, timeoutMs: config.catalogueTimeoutMs }),
        gateway,
        queues,
        warehouseOrdersUrl: config.warehouseOrdersQueueUrl,
        clock: () => new Date(),
        log,
        claimMs: config.paymentGatewayTimeoutMs + CLAIM_MARGIN_MS,
      },
      verifier,
      isReady: async () => vault.isHealthy() && database.isReady(),
      maxInFlight: config.maxInFlight,
    });
  },
});
