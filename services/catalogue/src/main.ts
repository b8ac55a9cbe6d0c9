import '@grocer/chassis/telemetry/register';
import { createVerifier } from '@grocer/chassis/identity';
import { readWorkloadToken, runService } from '@grocer/chassis/lifecycle';
import { createDatabase } from '@grocer/chassis/postgres';
import { createVault } from '@grocer/chassis/vault';
import { buildApp } from './app.ts';
import { CatalogueConfig } from './config.ts';

await runService({
  name: 'catalogue',
  schema: CatalogueConfig,
  env: process.env,
  start({ config, log, onStop }) {
    const vault = createVault({
      addr: config.vaultAddr,
      role: config.vaultRole,
      workloadToken: () => readWorkloadToken(config.workloadTokenFile),
      log,
    });
    onStop(vault.close);
    const database = createDatabase({
      url: config.databaseUrl,
      credentials: vault.databaseCredentials(config.vaultRole),
      max: config.databasePoolMax,
      applicationName: 'catalogue',
      log,
    });
    onStop(database.end);
    const verifier = createVerifier({
      issuer: config.oidcIssuer,
      discoveryUrl: config.oidcDiscoveryUrl,
      audience: config.oidcAudience,
    });
    void verifier.warmUp();
    return buildApp({ database, verifier, log, clock: () => new Date() });
  },
});
