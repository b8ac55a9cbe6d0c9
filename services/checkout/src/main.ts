import '@grocer/chassis/telemetry/register';
import { isUnavailable } from '@grocer/chassis/errors';
import { createGuard } from '@grocer/chassis/guard';
import { createVerifier } from '@grocer/chassis/identity';
import { trustedIssuers } from '@grocer/chassis/identity/trusted-issuers';
import { runService } from '@grocer/chassis/lifecycle';
import { connect } from '@grocer/orders/connections';
import { buildApp } from './app.ts';
import { createCatalogue } from './clients/catalogue.ts';
import { ConfigSchema } from './config.ts';

/** The gateway's timeout and this: how long a request holds its Idempotency-Key. */
const CLAIM_MARGIN_MS = 5000;

await runService({
  name: 'checkout',
  schema: ConfigSchema,
  env: process.env,
  start(runtime) {
    const { config, log } = runtime;
    // Login, keys and the first connection go side by side, before the server listens: together they are the cold start.
    const { database, vault, queues, gateway } = connect(runtime);
    const verifier = createVerifier(trustedIssuers(config), log);
    const keys = verifier.warmUp();
    // The heavy SDKs load when the instance is ready, and before its first order needs them.
    void Promise.all([keys, database.isReady()]).then(() => Promise.all([gateway.warmUp(), queues.warmUp()]));
    return buildApp({
      checkout: {
        database,
        catalogue: createCatalogue({
          url: config.catalogueUrl,
          timeoutMs: config.catalogueTimeoutMs,
          guard: createGuard({ ...config, dependency: 'catalogue', isTrouble: isUnavailable, log }),
        }),
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
