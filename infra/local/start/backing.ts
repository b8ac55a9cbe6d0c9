import { randomBytes } from 'node:crypto';
import type { Log } from '@grocer/chassis/log';
import type { EdgeGridCredentials } from '../edge/purge/edgegrid.ts';
import { type EstateYaml, vaultRolesOf } from '../estate-yaml.ts';
import type { Announce } from '../processes/placement.ts';
import { startAppliance } from '../stand-ins/appliance.ts';
import { startGateway } from '../stand-ins/gateway.ts';
import { startIssuer } from '../stand-ins/issuer.ts';
import { startObservatory } from '../stand-ins/observatory.ts';
import type { PostgresOptions } from '../stand-ins/postgres.ts';
import { startSqs } from '../stand-ins/sqs.ts';
import { startVault } from '../stand-ins/vault.ts';
import { StartFault } from '../start-fault.ts';
import type { Ports } from './addresses.ts';
import type { Cleanup } from './cleanup.ts';
import { keepPostgres } from './database.ts';
import type { Surroundings } from './environment.ts';
import type { EstateFolder } from './estate-folder.ts';
import { runTask } from './tasks.ts';
import { keepWorkloadTokens } from './workload-tokens.ts';

/** What starting the backing services takes. */
export interface BackingOptions {
  readonly root: string;
  readonly folder: EstateFolder;
  readonly ports: Ports;
  readonly yaml: EstateYaml;
  readonly announce: Announce;
  readonly log: Log;
  readonly cleanup: Cleanup;
  /** Ends the start. */
  readonly signal: AbortSignal;
}

/** The backing services, running. */
export interface Backing {
  readonly surroundings: Omit<Surroundings, 'urlOf' | 'compileCache'>;
  readonly endpoints: Readonly<Record<Exclude<keyof Ports, 'edge' | 'functions'>, string>>;
  readonly cliSecret: string;
  /** Who may purge the edge: the catalogue reads the same from Vault. */
  readonly purgeCredentials: EdgeGridCredentials;
}

/** The one database of the estate. */
const DATABASE = 'grocer';

/** Starts what the deployables are connected to: Postgres, SQS, issuer, Vault, card gateway, appliance, observatory. */
export async function startBacking(options: BackingOptions): Promise<Backing> {
  const { folder, ports, yaml, announce, log, cleanup, signal } = options;
  const [gatewayKey, ledgerKey] = [newKey('sk_test_'), newKey('rk_test_')];
  const purgeCredentials = { clientToken: newKey('akab-'), clientSecret: newKey(''), accessToken: newKey('akab-') };
  const keep = async <T extends { stop(): Promise<void> }>(name: string, starting: Promise<T>): Promise<T> => {
    const started = await starting;
    cleanup.add(started.stop);
    announce(`${name} is up`);
    return started;
  };
  const stateDir = folder.join('state');
  const [postgres, sqs, issuer, gateway, appliance, observatory] = await allOrNone([
    keep('Postgres', keepPostgres(postgresOptions(options), announce)),
    keep('SQS', startSqs({ port: ports.sqs, stateDir, queues: yaml.queues })),
    keep(
      'issuer',
      startIssuer({ port: ports.issuer, stateDir, storefrontOrigin: `http://localhost:${ports.edge}`, ...yaml.issuer }),
    ),
    keep('card gateway', startGateway({ port: ports.gateway, stateDir, apiKey: gatewayKey, readingKey: ledgerKey })),
    keep('appliance', startAppliance({ port: ports.appliance, stateDir, pace: yaml.appliance.local })),
    keep('observatory', startObservatory({ port: ports.observatory })),
  ]);
  const vaultPassword = randomBytes(18).toString('base64url');
  await bootstrapDatabase(options, postgres.url, vaultPassword);
  const databaseUrl = `postgres://localhost:${postgres.port}/${DATABASE}`;
  const roles = vaultRolesOf(yaml);
  signal.throwIfAborted();
  const vault = await keep(
    'Vault',
    startVault({
      port: ports.vault,
      stateDir,
      databaseUrl: databaseUrl.replace('://', `://vault:${vaultPassword}@`),
      issuer: { issuer: issuer.url, jwksUri: `${issuer.url}/jwks` },
      roles,
      secrets: {
        'payment-gateway': { apiKey: gatewayKey },
        'payment-ledger': { apiKey: ledgerKey },
        'edge-purge': purgeCredentials,
      },
      lifetimes: yaml.vault.local,
      log,
    }),
  );
  const tokens = await keepWorkloadTokens({
    folder: folder.join('tokens'),
    names: Object.keys(roles),
    mint: issuer.mintWorkloadToken,
    log,
  });
  cleanup.add(tokens.stop);
  return {
    cliSecret: issuer.cliSecret,
    purgeCredentials,
    surroundings: {
      databaseUrl,
      vaultUrl: vault.url,
      issuerUrl: issuer.url,
      discoveryUrl: issuer.discoveryUrl,
      workforce: yaml.workforce,
      gatewayUrl: gateway.url,
      sqsUrl: sqs.url,
      queueUrl: sqs.queueUrl,
      dlqUrl: sqs.dlqUrl,
      applianceHost: '127.0.0.1',
      appliancePort: ports.appliance,
      telemetryUrl: observatory.url,
      edgeUrl: `http://127.0.0.1:${ports.edge}`,
      tokenFile: tokens.fileOf,
    },
    endpoints: {
      observatory: observatory.url,
      issuer: issuer.url,
      gateway: gateway.url,
      vault: vault.url,
      sqs: sqs.url,
      appliance: appliance.url,
      postgres: databaseUrl,
    },
  };
}

function postgresOptions({ ports, folder, yaml }: BackingOptions): PostgresOptions {
  const settings = { max_connections: String(yaml.postgres.local.maxConnections) };
  return { port: ports.postgres, dataDir: folder.join('postgres'), settings };
}

/** A key, fresh at every start; the prefix tells what it is for, as Stripe's and Akamai's do. */
function newKey(prefix: string): string {
  return `${prefix}${randomBytes(18).toString('base64url')}`;
}

/** Promise.all, but a failure is told when all the others have settled too, so that what they started can be stopped. */
async function allOrNone<T extends readonly unknown[]>(starting: [...{ [K in keyof T]: Promise<T[K]> }]): Promise<T> {
  await Promise.allSettled(starting);
  return Promise.all(starting) as Promise<T>;
}

/** Roles and schemas are made by the cluster's admin; from then on everyone gets a login from Vault. */
async function bootstrapDatabase(
  { root, folder, signal }: BackingOptions,
  adminUrl: string,
  vaultPassword: string,
): Promise<void> {
  const env = { ADMIN_DATABASE_URL: adminUrl, DATABASE_NAME: DATABASE, VAULT_DATABASE_PASSWORD: vaultPassword };
  const entry = 'packages/database/src/main.ts';
  try {
    await runTask({ root, folder, name: 'bootstrap', entry, args: ['bootstrap'], env, signal });
  } catch (error) {
    if (signal.aborted) throw error;
    // What went wrong may quote the admin's address, password included: it stays in the log.
    const log = folder.join('logs', 'bootstrap.log');
    throw new StartFault(`The database cannot be opened (see ${log}): start afresh with npm start -- --reset.`);
  }
}
