import '@grocer/chassis/telemetry/register';
import { connectDatabase } from '@grocer/chassis/connections';
import { createVerifier } from '@grocer/chassis/identity';
import { trustedIssuers } from '@grocer/chassis/identity/trusted-issuers';
import { runService } from '@grocer/chassis/lifecycle';
import { buildApp } from './app.ts';
import { CatalogueConfig } from './config.ts';
import { connectEdge } from './connect-edge.ts';
import { followProducts } from './read-model/products.ts';
import { createPurger } from './workflows/purge-changes.ts';

await runService({
  name: 'catalogue',
  schema: CatalogueConfig,
  env: process.env,
  start(runtime) {
    const { config, log } = runtime;
    const { database, vault } = connectDatabase(runtime);
    const edge = connectEdge(config, vault);
    const purger = edge && createPurger({ edge, log });
    if (purger) runtime.onStop(purger.stop);
    const { giveUp } = runtime;
    const products = followProducts({ database, log, giveUp, ...(purger && { onChanged: purger.changed }) });
    runtime.onStop(products.stop);
    const verifier = createVerifier(trustedIssuers(config), log);
    void verifier.warmUp();
    return buildApp({
      database,
      products,
      ...(purger && { told: purger.told }),
      verifier,
      log,
      clock: () => new Date(),
    });
  },
});
